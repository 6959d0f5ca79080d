# exercise: wildcards
import os

import paho.mqtt.client as mqtt

building = os.environ["BUILDING"]
client = mqtt.Client()
client.on_connect = lambda *_: client.subscribe(
    [(f"{building}/+/+/+/TEMP", 0), (f"{building}/P_2/O/+/VIBR", 0), (f"{building}/P_7/S/4/#", 0)]
)
client.on_message = lambda _client, _data, message: print(message.topic, message.payload)
client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]))
try:
    client.loop_forever()
except KeyboardInterrupt:
    client.disconnect()
