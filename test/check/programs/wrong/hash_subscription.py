# exercise: two-publishers
# fails: one-subscription
import time

from lab import connect


subscriber, kitchen, living = connect(client_id="s"), connect(client_id="k"), connect(client_id="l")
for client in (subscriber, kitchen, living):
    client.loop_start()
subscriber.subscribe("#")
while True:
    kitchen.publish("home/kitchen/TEMP", 21)
    living.publish("home/living/TEMP", 22)
    time.sleep(0.5)
