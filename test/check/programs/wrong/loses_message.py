# exercise: lost-puback
# fails: resends
import time

from lab import connect

while True:
    client = connect()
    client.loop_start()
    client.publish("lab/jane", time.time(), 1)
    while client.is_connected() or time.sleep(0.2):
        time.sleep(0.1)
    time.sleep(1.5)
    client.loop_stop()
