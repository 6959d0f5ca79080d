# exercise: kept-session
# fails: keeps-session
import random

from lab import BUILDING, connect

client = connect(client_id=f"jane-{random.random()}", clean_session=False)
client.on_message = lambda _client, _data, message: print(message.topic, message.payload.decode())
client.subscribe(f"{BUILDING}/+/+/+/TEMP", 1)
client.loop_forever()
