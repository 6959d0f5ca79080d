# exercise: subscribe
# fails: prints-messages
import os
import time

from lab import BUILDING, connect

client = connect()
client.on_message = lambda _client, _data, message: print(message.topic)
client.loop_start()
client.subscribe(f"{BUILDING}/#")
time.sleep(float(os.environ["SECONDS"]))
client.disconnect()
client.loop_stop()
