# exercise: subscribe
import os
import time

import paho.mqtt.client as mqtt

client = mqtt.Client()
client.on_connect = lambda *_: client.subscribe(os.environ["BUILDING"] + "/#")
client.on_message = lambda _client, _data, message: print(message.topic, message.payload.decode())
client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]))
client.loop_start()
time.sleep(float(os.environ["SECONDS"]))
client.disconnect()
client.loop_stop()
