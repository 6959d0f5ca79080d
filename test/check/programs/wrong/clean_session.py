# exercise: kept-session
# fails: connect-flags
from lab import BUILDING, listen


listen([(f"{BUILDING}/+/+/+/TEMP", 1)], lambda message: print(message.topic, message.payload.decode()))
