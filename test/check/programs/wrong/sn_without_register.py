# exercise: mqtt-sn
# fails: registers own-message
import os
import socket
import struct

wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
wire.connect((os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"])))
wire.settimeout(5)


def ask(kind, body):
    wire.send(bytes([len(body) + 2, kind]) + body)
    return wire.recv(256)


ask(0x04, b"\x04\x01" + struct.pack(">H", 60) + b"jane")
ask(0x0C, b"\x22" + b"ab" + struct.pack(">H", 3) + b"21.5")  # a short topic name
ask(0x18, b"")
