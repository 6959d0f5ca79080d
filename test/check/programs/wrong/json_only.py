# exercise: alarm-cbor
# fails: prints-alarms
from lab import BUILDING, THRESHOLD, alarm, listen, read


def on_message(message):
    value = read(message)
    if value is not None and value > THRESHOLD:
        alarm(message.topic, value)


listen([f"{BUILDING}/+/+/+/TEMP"], on_message)
