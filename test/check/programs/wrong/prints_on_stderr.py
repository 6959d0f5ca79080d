# exercise: alarm
# fails: prints-alarms
import logging

from lab import BUILDING, THRESHOLD, listen, read


def on_message(message):
    value = read(message)
    if value is not None and value > THRESHOLD:
        logging.warning("%s %s", message.topic, value)


listen([f"{BUILDING}/+/+/+/TEMP"], on_message)
