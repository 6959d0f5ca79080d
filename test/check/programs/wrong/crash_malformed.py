# exercise: alarm
# fails: malformed
import json

from lab import BUILDING, THRESHOLD, alarm, listen


def on_message(message):
    value = json.loads(message.payload)["value"]
    if value > THRESHOLD:
        alarm(message.topic, value)


listen([f"{BUILDING}/+/+/+/TEMP"], on_message)
