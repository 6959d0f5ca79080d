# exercise: alarm
# fails: burst reconnects
# Each message takes longer than the one before.
import time

from lab import BUILDING, THRESHOLD, alarm, listen, read


seen = []


def on_message(message):
    value = read(message)
    seen.append(value)
    time.sleep(0.003 * len(seen))
    if value is not None and value > THRESHOLD:
        alarm(message.topic, value)


listen([f"{BUILDING}/+/+/+/TEMP"], on_message)
