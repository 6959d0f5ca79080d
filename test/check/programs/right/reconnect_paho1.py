# exercise: reconnect
import os

import paho.mqtt.client as mqtt

client = mqtt.Client()
client.reconnect_delay_set(min_delay=1, max_delay=30)
client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]))
try:
    client.loop_forever()
except KeyboardInterrupt:
    client.disconnect()
