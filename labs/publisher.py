"""Publishes the temperature of a room that grows warm. Paho 1 and 2.

usage: python3 publisher.py HOST PORT
"""

import json
import random
import sys
import time

import paho.mqtt.client as mqtt

HOST, PORT = sys.argv[1], int(sys.argv[2])
TOPIC = "BUILDING/P_2/O/4/TEMP"

if hasattr(mqtt, "CallbackAPIVersion"):  # Paho 2
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
else:
    client = mqtt.Client()
client.connect(HOST, PORT)
client.loop_start()

for step in range(10):
    payload = json.dumps({"temperature": round(17 + step + random.random(), 1)})
    client.publish(TOPIC, payload, qos=1).wait_for_publish()
    print(TOPIC, payload, flush=True)
    time.sleep(0.1)

client.disconnect()
client.loop_stop()
