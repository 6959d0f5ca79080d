import mqttPacket, { type IConnackPacket, type IDisconnectPacket } from 'mqtt-packet';
import { variableByteIntegerSize, writeVariableByteInteger } from '../mqtt-protocol/variable-byte-integer.ts';
import type { MqttVersion } from '../mqtt-protocol/version.ts';

/** PUBACK, PUBREC, PUBREL or PUBCOMP, by the first byte. */
export const ACKNOWLEDGEMENT = { puback: 0x40, pubrec: 0x50, pubrel: 0x62, pubcomp: 0x70 } as const;
export type AcknowledgementName = keyof typeof ACKNOWLEDGEMENT;

/** An acknowledgement (§3.4 to §3.7). Only MQTT 5 gets the reason code, and only for failures. */
export function encodeAcknowledgement(
  name: AcknowledgementName,
  packetId: number,
  reasonCode: number,
  level: MqttVersion,
): Buffer {
  const hasReason = level === 5 && reasonCode !== 0;
  const bytes = Buffer.allocUnsafe(hasReason ? 5 : 4);
  bytes[0] = ACKNOWLEDGEMENT[name];
  bytes[1] = bytes.length - 2;
  bytes[2] = packetId >> 8;
  bytes[3] = packetId & 0xff;
  if (hasReason) bytes[4] = reasonCode;
  return bytes;
}

export const PINGRESP = Buffer.of(0xd0, 0);

export function encodeConnack(
  reasonCode: number,
  sessionPresent: boolean,
  properties: IConnackPacket['properties'],
): Buffer {
  const packet = { cmd: 'connack', reasonCode, sessionPresent, ...(properties && { properties }) } as const;
  return mqttPacket.generate(packet, { protocolVersion: 5 });
}

/** CONNACK of MQTT 3.1 and 3.1.1. */
export function encodeConnack3(returnCode: number, sessionPresent: boolean): Buffer {
  return Buffer.of(0x20, 2, sessionPresent ? 1 : 0, returnCode);
}

export function encodeSuback(packetId: number, codes: readonly number[], level: MqttVersion): Buffer {
  return encodeCodes(0x90, packetId, codes, level);
}

/** The codes go to MQTT 5 only. */
export function encodeUnsuback(packetId: number, codes: readonly number[], level: MqttVersion): Buffer {
  return encodeCodes(0xb0, packetId, level === 5 ? codes : [], level);
}

/** By hand: mqtt-packet takes 20 ms for 100,000 codes, and all other clients wait. */
function encodeCodes(first: number, packetId: number, codes: readonly number[], level: MqttVersion): Buffer {
  const head = level === 5 ? [packetId >> 8, packetId & 0xff, 0] : [packetId >> 8, packetId & 0xff];
  const length = head.length + codes.length;
  const bytes = Buffer.alloc(1 + variableByteIntegerSize(length) + length);
  bytes[0] = first;
  const at = writeVariableByteInteger(bytes, 1, length);
  bytes.set(head, at);
  bytes.set(codes, at + head.length);
  return bytes;
}

/** The broker's own DISCONNECT, in MQTT 5 only. */
export function encodeDisconnect(reasonCode: number, properties: IDisconnectPacket['properties']): Buffer {
  const packet = { cmd: 'disconnect', reasonCode, ...(properties && { properties }) } as const;
  return mqttPacket.generate(packet, { protocolVersion: 5 });
}
