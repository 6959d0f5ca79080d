# exercise: alarm
# fails: names-place
from lab import BUILDING, THRESHOLD, listen, read


def on_message(message):
    value = read(message)
    building, floor, _, room, sensor = message.topic.split("/")
    if value is not None and value > THRESHOLD:
        print(f"{building} floor {floor} wing N room {room} {sensor}: {value}")


listen([f"{BUILDING}/+/+/+/TEMP"], on_message)
