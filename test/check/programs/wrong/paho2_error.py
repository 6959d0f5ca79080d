# exercise: alarm
# fails: connects


raise ValueError("Unsupported callback API version: version 2.0 added a callback_api_version, see migrations.md")
