"""A notebook's MQTT-SN client, with scapy and all its habits; prints what each exchange brought.

One fixed source port for all clients; message id 0 in REGISTER and in PUBLISH, at QoS 1 too; DISCONNECT always with
a duration, so that it is in fact sleep; a second client that connects from the port of the first.
"""

import socket
import sys

from scapy.contrib.mqttsn import (
    MQTTSN,
    MQTTSNConnect,
    MQTTSNDisconnect,
    MQTTSNPublish,
    MQTTSNRegister,
    MQTTSNSubscribe,
)

PORT, OWN_PORT = int(sys.argv[1]), int(sys.argv[2])
wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
wire.bind(("127.0.0.1", OWN_PORT))
wire.connect(("127.0.0.1", PORT))
wire.settimeout(60)


def receive():
    packet = MQTTSN(wire.recv(65535))
    layer = packet.payload
    fields = {name: getattr(layer, name) for name in ("return_code", "tid", "mid", "data") if hasattr(layer, name)}
    print(packet.sprintf("%MQTTSN.type%"), *(f"{k}={v}" for k, v in fields.items()), flush=True)
    return layer


def ask(body):
    wire.send(bytes(MQTTSN() / body))
    return receive()


ask(MQTTSNConnect(cleansess=1, duration=30, client_id="test"))
tid = ask(MQTTSNRegister(mid=0, topic_name="iot/temperature")).tid
wire.send(bytes(MQTTSN() / MQTTSNPublish(qos=0, tid=tid, mid=0, data="20")))
for value in range(21, 31):
    ask(MQTTSNPublish(qos=1, tid=tid, mid=0, data=str(value)))
ask(MQTTSNDisconnect(duration=30))
ask(MQTTSNConnect(cleansess=1, duration=30, client_id="test"))
ask(MQTTSNPublish(qos=1, tid=tid, mid=0, data="after sleep"))

ask(MQTTSNConnect(cleansess=1, duration=30, client_id="client-test"))
tid = ask(MQTTSNSubscribe(qos=0, mid=1, topic_name="iot/own")).tid
tid = ask(MQTTSNRegister(mid=0, topic_name="iot/own")).tid
wire.send(bytes(MQTTSN() / MQTTSNPublish(qos=0, tid=tid, mid=0, data="own message")))
receive()
ask(MQTTSNDisconnect(duration=30))
