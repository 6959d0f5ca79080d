# exercise: alarm
# fails: subscribes other-buildings
from lab import THRESHOLD, alarm, listen, read


def on_message(message):
    value = read(message)
    if value is not None and message.topic.count("/") == 4 and value > THRESHOLD:
        alarm(message.topic, value)


listen(["+/+/+/+/TEMP"], on_message)
