# exercise: alarm
# fails: keeps-running
from lab import BUILDING, THRESHOLD, alarm, listen, read


def on_message(message):
    value = read(message)
    if value is not None and value > THRESHOLD:
        alarm(message.topic, value)
    print("received " * 500)


listen([f"{BUILDING}/+/+/+/TEMP"], on_message)
