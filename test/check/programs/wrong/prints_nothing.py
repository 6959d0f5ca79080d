# exercise: alarm
# fails: prints-alarms
from lab import BUILDING, listen, read


listen([f"{BUILDING}/+/+/+/TEMP"], read)
