# exercise: alarm
# fails: subscribes
from lab import BUILDING, THRESHOLD, alarm, listen, read


def on_message(message):
    levels = message.topic.split("/")
    value = read(message)
    if value is not None and len(levels) == 5 and levels[0] == BUILDING and levels[4] == "TEMP" and value > THRESHOLD:
        alarm(message.topic, value)


listen(["#"], on_message)
