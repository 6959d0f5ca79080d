# exercise: alarm
# fails: subscribes
from lab import connect


connect().loop_forever()
