# exercise: publisher
# A publisher as a course on Paho 1 writes it.
import json
import os
import random
import time

import paho.mqtt.client as mqtt

SENSORS = {"TEMP": (15, 32, "Cel"), "HUM": (30, 70, "%RH"), "LUX": (0, 900, "lx"), "VIBR": (0, 9, "mm/s")}

client = mqtt.Client()
client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]))
client.loop_start()
try:
    while True:
        sensor, (low, high, unit) = random.choice(list(SENSORS.items()))
        floor, wing, room = random.randint(1, 4), random.choice("NSEO"), random.randint(1, 6)
        topic = f"EDIF/P_{floor}/{wing}/{room}/{sensor}"
        payload = {"sensor": sensor, "value": round(random.uniform(low, high), 2), "unit": unit}
        client.publish(topic, json.dumps(payload))
        time.sleep(random.uniform(0.1, 0.6))
except KeyboardInterrupt:
    client.disconnect()
    client.loop_stop()
