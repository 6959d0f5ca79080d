# exercise: mqtt31
# fails: connects
import paho.mqtt.client as mqtt
from lab import connect


client = connect(protocol=mqtt.MQTTv311)
client.publish("lab/jane", "hello")
client.loop_forever()
