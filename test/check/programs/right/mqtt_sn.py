# exercise: mqtt-sn
# MQTT-SN by hand: connect, register, subscribe, publish, own message back, disconnect.
import os
import socket
import struct

wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
wire.connect((os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"])))
wire.settimeout(5)


def ask(kind, body):
    wire.send(bytes([len(body) + 2, kind]) + body)
    return wire.recv(256)


topic = b"lab/jane"
assert ask(0x04, b"\x04\x01" + struct.pack(">H", 60) + b"jane")[1] == 0x05  # CONNECT, CONNACK
number = ask(0x0A, struct.pack(">HH", 0, 1) + topic)[2:4]  # REGISTER, REGACK
assert ask(0x12, b"\x00" + struct.pack(">H", 2) + topic)[1] == 0x13  # SUBSCRIBE, SUBACK
answers = [ask(0x0C, b"\x20" + number + struct.pack(">H", 3) + b"21.5"), wire.recv(256)]  # PUBLISH, QoS 1
print(sorted(answer[1] for answer in answers))  # PUBLISH and PUBACK, in any order
ask(0x18, b"")  # DISCONNECT
