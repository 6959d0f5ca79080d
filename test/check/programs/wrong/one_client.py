# exercise: two-publishers
# fails: publishers
import time

from lab import connect

client = connect(client_id="jane")
client.loop_start()
client.subscribe("home/+/TEMP")
while True:
    for room in ("kitchen", "living"):
        client.publish(f"home/{room}/TEMP", 21)
    time.sleep(0.5)
