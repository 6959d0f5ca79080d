# exercise: alarm
# fails: subscribes names-place other-sensors other-buildings malformed
# The second version of docs/check-walkthrough.md, for any threshold.
import json
import os

import paho.mqtt.client as mqtt


def on_message(client, userdata, msg):
    data = json.loads(msg.payload)
    if data["value"] >= float(os.environ["THRESHOLD"]):
        print("ALARM", data["value"])


client = mqtt.Client()
client.on_message = on_message
client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]))
client.subscribe("#")
client.loop_forever()
