# exercise: alarm
# fails: burst reconnects
import time

from lab import BUILDING, THRESHOLD, alarm, listen, read


def on_message(message):
    value = read(message)
    time.sleep(0.05)
    if value is not None and value > THRESHOLD:
        alarm(message.topic, value)


listen([f"{BUILDING}/+/+/+/TEMP"], on_message)
