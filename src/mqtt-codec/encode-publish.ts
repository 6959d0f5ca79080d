import { variableByteIntegerSize, writeVariableByteInteger } from '../mqtt-protocol/variable-byte-integer.ts';

/** The content of a message, the same in every PUBLISH. */
export interface PublishContent {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** MQTT 5's properties, encoded, without the length. */
  readonly properties?: Uint8Array | undefined;
}

/** The fields of PUBLISH for one delivery. */
export interface PublishExtras {
  readonly qos: number;
  /** 0 at QoS 0. */
  readonly packetId: number;
  readonly retain: boolean;
  readonly dup: boolean;
}

/** Further fields for MQTT 5. */
export interface PublishExtras5 {
  readonly identifiers: readonly number[] | undefined;
  /** Seconds. */
  readonly expiry: number | undefined;
  /** 0 is none. */
  readonly alias: number;
  /** The client knows the alias, so the topic is left out. */
  readonly aliasOnly: boolean;
}

/** PUBLISH for MQTT 3.1 and 3.1.1 (§3.3). */
export function encodePublish(message: PublishContent, extras: PublishExtras): Buffer {
  const { topic, payload } = message;
  const topicBytes = Buffer.byteLength(topic);
  const length = 2 + topicBytes + (extras.qos > 0 ? 2 : 0) + payload.length;
  const bytes = Buffer.allocUnsafe(1 + variableByteIntegerSize(length) + length);
  const at = writeHead(bytes, length, topic, topicBytes, extras);
  bytes.set(payload, at);
  return bytes;
}

/** PUBLISH for MQTT 5. */
export function encodePublish5(message: PublishContent, extras: PublishExtras, more: PublishExtras5): Buffer {
  const { payload, properties } = message;
  const topic = more.aliasOnly ? '' : message.topic;
  const topicBytes = Buffer.byteLength(topic);
  const propertyBytes = (properties?.length ?? 0) + extraPropertyBytes(more);
  const length =
    2 +
    topicBytes +
    (extras.qos > 0 ? 2 : 0) +
    variableByteIntegerSize(propertyBytes) +
    propertyBytes +
    payload.length;
  const bytes = Buffer.allocUnsafe(1 + variableByteIntegerSize(length) + length);
  let at = writeHead(bytes, length, topic, topicBytes, extras);
  at = writeVariableByteInteger(bytes, at, propertyBytes);
  at = writeExtraProperties(bytes, more, at);
  if (properties !== undefined) {
    bytes.set(properties, at);
    at += properties.length;
  }
  bytes.set(payload, at);
  return bytes;
}

/** The same PUBLISH with another packet identifier. */
export function withPacketId(packet: Buffer, packetId: number): Buffer {
  const copy = Buffer.allocUnsafe(packet.length);
  copy.set(packet);
  let at = 1;
  while ((packet[at++] ?? 0) >= 0x80);
  const topicBytes = packet.readUInt16BE(at);
  copy.writeUInt16BE(packetId, at + 2 + topicBytes);
  return copy;
}

function writeHead(
  bytes: Buffer,
  length: number,
  topic: string,
  topicBytes: number,
  { qos, packetId, retain, dup }: PublishExtras,
): number {
  bytes[0] = 0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
  let at = writeVariableByteInteger(bytes, 1, length);
  at = bytes.writeUInt16BE(topicBytes, at);
  at += bytes.write(topic, at);
  return qos > 0 ? bytes.writeUInt16BE(packetId, at) : at;
}

function extraPropertyBytes({ identifiers, expiry, alias }: PublishExtras5): number {
  let bytes = (expiry === undefined ? 0 : 5) + (alias === 0 ? 0 : 3);
  if (identifiers) for (const identifier of identifiers) bytes += 1 + variableByteIntegerSize(identifier);
  return bytes;
}

function writeExtraProperties(bytes: Buffer, more: PublishExtras5, start: number): number {
  let at = start;
  if (more.expiry !== undefined) {
    bytes[at] = 0x02;
    at = bytes.writeUInt32BE(more.expiry, at + 1);
  }
  if (more.alias !== 0) {
    bytes[at] = 0x23;
    at = bytes.writeUInt16BE(more.alias, at + 1);
  }
  for (const identifier of more.identifiers ?? []) {
    bytes[at] = 0x0b;
    at = writeVariableByteInteger(bytes, at + 1, identifier);
  }
  return at;
}
