# exercise: alarm
# fails: below-limit
from lab import BUILDING, THRESHOLD, alarm, listen, read


def on_message(message):
    value = read(message)
    if value is not None and (str(value) > str(THRESHOLD) or value > THRESHOLD) and value != THRESHOLD:
        alarm(message.topic, value)


listen([f"{BUILDING}/+/+/+/TEMP"], on_message)
