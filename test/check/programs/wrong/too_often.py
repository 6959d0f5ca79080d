# exercise: every-20s
# fails: periodic
import json
import random
import time

from lab import publish


def reading():
    sensor, high = ("TEMP", 30)
    topic = f"B/P_{random.randint(1, 3)}/{random.choice('NSEO')}/{random.randint(1, 4)}/{sensor}"
    return topic, json.dumps({"value": round(random.uniform(10, high), 2)})


def wait():
    time.sleep(10)


publish(reading, wait)
