# exercise: lost-puback
# fails: resends
import threading
import time

from lab import connect

while True:
    client = connect()
    is_lost = threading.Event()
    client.on_disconnect = lambda *_: is_lost.set()
    client.loop_start()
    client.publish("lab/jane", time.time(), 1)
    is_lost.wait()
    client.loop_stop()  # before the library itself connects again, after a second
    time.sleep(0.5)
