# exercise: alarm
# The fifth version of docs/check-walkthrough.md.
import json
import os

import paho.mqtt.client as mqtt

threshold = float(os.environ["THRESHOLD"])


def on_message(client, userdata, msg):
    try:
        value = float(json.loads(msg.payload)["value"])
    except (ValueError, KeyError, TypeError):
        return
    if value > threshold:
        print("ALARM", msg.topic, value)


def on_connect(client, userdata, flags, rc):
    client.subscribe(os.environ["BUILDING"] + "/+/+/+/TEMP")


client = mqtt.Client()
client.on_connect = on_connect
client.on_message = on_message
client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]))
client.loop_forever()
