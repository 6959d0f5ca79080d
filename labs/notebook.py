"""A client of MQTT-SN, message by message, with Scapy.

usage: python3 notebook.py HOST PORT
"""

import socket
import sys
import time

from scapy.contrib.mqttsn import (
    MQTTSN,
    MQTTSNConnect,
    MQTTSNDisconnect,
    MQTTSNPublish,
    MQTTSNRegister,
    MQTTSNSubscribe,
)

wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
wire.connect((sys.argv[1], int(sys.argv[2])))
wire.settimeout(10)


def describe(packet):
    layer = packet.payload
    fields = [f"{f.name}={layer.getfieldval(f.name)}" for f in layer.fields_desc]
    return f"{packet.sprintf('%MQTTSN.type%')} {' '.join(fields)}"


def send(body):
    data = bytes(MQTTSN() / body)
    print(f"-> {describe(MQTTSN(data))} ({len(data)} bytes)", flush=True)
    wire.send(data)


def receive():
    packet = MQTTSN(wire.recv(65535))
    print(f"<- {describe(packet)}", flush=True)
    return packet.payload


def ask(body):
    send(body)
    return receive()


ask(MQTTSNConnect(cleansess=1, duration=30, client_id="notebook"))

# A topic becomes a number.
temperature = ask(MQTTSNRegister(mid=1, topic_name="iot/temperature")).tid
send(MQTTSNPublish(qos=0, tid=temperature, data="20"))
ask(MQTTSNPublish(qos=1, tid=temperature, mid=2, data="21"))

# What one publishes oneself comes back to the subscription.
own = ask(MQTTSNSubscribe(qos=0, mid=3, topic_name="iot/own")).tid
send(MQTTSNPublish(qos=0, tid=own, data="hello"))
receive()

# A DISCONNECT with a duration would mean: I sleep for so long.
wire.send(bytes([2, 0x18]))
print("-> DISCONNECT (2 bytes)")
receive()
