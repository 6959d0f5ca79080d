# exercise: alarm
# fails: at-limit below-limit
from lab import BUILDING, THRESHOLD, alarm, listen, read


def on_message(message):
    value = read(message)
    if value is not None:
        alarm(message.topic, value)


listen([f"{BUILDING}/+/+/+/TEMP"], on_message)
