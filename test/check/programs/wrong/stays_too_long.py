# exercise: subscribe
# fails: stays-for
import os
import time

from lab import BUILDING, connect

client = connect()
client.on_message = lambda _client, _data, message: print(message.topic, message.payload.decode())
client.loop_start()
client.subscribe(f"{BUILDING}/#")
time.sleep(float(os.environ["SECONDS"]) + 6)
client.disconnect()
client.loop_stop()
