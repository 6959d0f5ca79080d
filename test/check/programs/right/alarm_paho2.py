# exercise: alarm
# An alarm program for Paho 2, with MQTT 5.
import json
import os

import paho.mqtt.client as mqtt

building, threshold = os.environ["BUILDING"], float(os.environ["THRESHOLD_TEMP"])


def on_connect(client, userdata, flags, reason_code, properties):
    client.subscribe(f"{building}/+/+/+/TEMP", qos=1)


def on_message(client, userdata, message):
    try:
        value = json.loads(message.payload.decode())["value"]
        if value > threshold:
            print("Alarma en", *message.topic.split("/"), "valor", value, "umbral", threshold)
    except Exception as error:
        print("ignored:", error)


client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
client.on_connect = on_connect
client.on_message = on_message
client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]))
try:
    client.loop_forever()
except KeyboardInterrupt:
    client.disconnect()
