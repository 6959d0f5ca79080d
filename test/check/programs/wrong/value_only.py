# exercise: alarm
# fails: names-place
from lab import BUILDING, THRESHOLD, listen, read


def on_message(message):
    value = read(message)
    if value is not None and value > THRESHOLD:
        print("ALARM", value)


listen([f"{BUILDING}/+/+/+/TEMP"], on_message)
