# exercise: publisher
# fails: random-interval
import json
import random
import time

from lab import publish


def reading():
    sensor, high = random.choice([("TEMP", 30), ("HUM", 90), ("LUX", 900), ("VIBR", 9)])
    topic = f"B/P_{random.randint(1, 3)}/{random.choice('NSEO')}/{random.randint(1, 4)}/{sensor}"
    return topic, json.dumps({"value": round(random.uniform(0, high), 2)})


def wait():
    time.sleep(0.7)


publish(reading, wait)
