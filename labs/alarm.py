"""Prints the first three temperatures above 20 degrees, with their place. Paho 1 and 2.

usage: python3 alarm.py HOST PORT
"""

import json
import sys

import paho.mqtt.client as mqtt

HOST, PORT = sys.argv[1], int(sys.argv[2])
LIMIT = 20
left = 3


def on_connect(client, userdata, flags, code, properties=None):  # Paho 2 hands over the properties as well
    client.subscribe("BUILDING/+/+/+/TEMP")


def on_message(client, userdata, message):
    global left
    building, floor, wing, room, sensor = message.topic.split("/")
    value = json.loads(message.payload)["value"]
    if value is not None and value > LIMIT and left > 0:
        print(f"{building} floor {floor[2:]} wing {wing} room {room} {sensor} {value} > {LIMIT}", flush=True)
        left -= 1
        if left == 0:
            client.disconnect()


if hasattr(mqtt, "CallbackAPIVersion"):  # Paho 2
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
else:
    client = mqtt.Client()
client.on_connect = on_connect
client.on_message = on_message
client.connect(HOST, PORT)
client.loop_forever()
