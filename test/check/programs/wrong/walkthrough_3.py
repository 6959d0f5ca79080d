# exercise: alarm
# fails: names-place malformed
# The third version of docs/check-walkthrough.md.
import json
import os

import paho.mqtt.client as mqtt

threshold = float(os.environ["THRESHOLD"])


def on_message(client, userdata, msg):
    data = json.loads(msg.payload)
    if data["value"] > threshold:
        print("ALARM", data["value"])


client = mqtt.Client()
client.on_message = on_message
client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]))
client.subscribe(os.environ["BUILDING"] + "/+/+/+/TEMP")
client.loop_forever()
