# exercise: alarm
# An alarm program as a course on Paho 1 writes it.
import json
import os

import paho.mqtt.client as mqtt

building = os.environ["BUILDING"]
threshold = float(os.environ["THRESHOLD"])


def on_connect(client, userdata, flags, rc):
    client.subscribe(f"{building}/+/+/+/TEMP")


def on_message(client, userdata, msg):
    try:
        value = float(json.loads(msg.payload)["value"])
    except (ValueError, KeyError, TypeError):
        return
    if value > threshold:
        place, floor, wing, room, sensor = msg.topic.split("/")[-5:]
        print(f"ALARM: building {place}, floor {floor}, wing {wing}, room {room}, {sensor} = {value}")


client = mqtt.Client()
client.on_connect = on_connect
client.on_message = on_message
client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]), 30)
try:
    client.loop_forever()
except KeyboardInterrupt:
    client.disconnect()
