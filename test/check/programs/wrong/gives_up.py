# exercise: reconnect
# fails: reconnects keeps-running
from lab import connect

client = connect()
while client.loop() == 0:
    pass
