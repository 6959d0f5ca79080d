# Shared by the wrong programs in Python.
import json
import os

import paho.mqtt.client as mqtt

BUILDING, THRESHOLD = os.environ["BUILDING"], float(os.environ["THRESHOLD"])


def alarm(topic, value):
    building, floor, wing, room, sensor = topic.split("/")
    print(f"{building} floor {floor} wing {wing} room {room} {sensor} {value}")


def read(message):
    try:
        return float(json.loads(message.payload)["value"])
    except (ValueError, KeyError, TypeError):
        return None


def connect(**options):
    client = mqtt.Client(**options)
    client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]))
    return client


def listen(filters, on_message, subscribe_once=False):
    client = connect()
    client.on_message = lambda _client, _data, message: on_message(message)
    subscribe = lambda *_: [client.subscribe(each) for each in filters]
    if subscribe_once:
        subscribe()
    else:
        client.on_connect = subscribe
    try:
        client.loop_forever()
    except KeyboardInterrupt:
        client.disconnect()


def publish(reading, wait, qos=0, retain=False):
    """Publishes what `reading` gives, a topic and a payload, after each `wait()`."""
    client = connect()
    client.loop_start()
    try:
        while True:
            client.publish(*reading(), qos, retain)
            wait()
    except KeyboardInterrupt:
        client.disconnect()
        client.loop_stop()
