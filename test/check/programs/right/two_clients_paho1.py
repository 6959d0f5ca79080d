# exercise: two-publishers
# Two publishers and a subscriber in one program.
import os
import random
import time

import paho.mqtt.client as mqtt

place = os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"])


def connected(name):
    client = mqtt.Client(name)
    client.connect(*place)
    client.loop_start()
    return client


subscriber = connected("subscriber")
subscriber.on_message = lambda _client, _data, message: print(message.topic, message.payload.decode())
subscriber.subscribe("home/+/TEMP")
kitchen, living = connected("kitchen"), connected("living")
while True:
    kitchen.publish("home/kitchen/TEMP", round(random.uniform(18, 25), 1))
    living.publish("home/living/TEMP", round(random.uniform(18, 25), 1))
    time.sleep(1)
