import type { Qos } from '../mqtt-protocol/qos.ts';
import type { MqttVersion } from '../mqtt-protocol/version.ts';
import type { PacketCursor } from './packet-cursor.ts';
import { malformedPacket, protocolError } from './packet-fault.ts';
import { type ClientProperties, readClientProperties } from './properties.ts';

const NO_PROPERTIES: ClientProperties = {};

export interface PublishRequest {
  /** Empty if a topic alias replaces the topic. */
  readonly topic: string;
  /** A view of the read buffer. */
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly dup: boolean;
  /** 0 at QoS 0. */
  readonly packetId: number;
  readonly properties: ClientProperties;
}

/** Reads PUBLISH (§3.3). Throws a `PacketFault`. */
export function readPublish(cursor: PacketCursor, level: MqttVersion): PublishRequest {
  const { first } = cursor;
  const qos = (first >> 1) & 3;
  if (qos === 3) throw malformedPacket('QoS 3'); // [MQTT-3.3.1-4]
  const topic = cursor.text();
  const packetId = qos === 0 ? 0 : readPacketId(cursor);
  const properties = level === 5 ? readClientProperties(cursor, 'publish') : NO_PROPERTIES;
  return {
    topic,
    payload: cursor.rest(),
    qos: qos as Qos,
    retain: (first & 1) !== 0,
    dup: (first & 8) !== 0,
    packetId,
    properties,
  };
}

/** Reads PUBACK, PUBREC, PUBREL or PUBCOMP (§3.4 to §3.7). Throws a `PacketFault`. */
export function readAcknowledgement(
  cursor: PacketCursor,
  level: MqttVersion,
): { readonly packetId: number; readonly reasonCode: number } {
  const packetId = readPacketId(cursor);
  const reasonCode = level === 5 && !cursor.isAtEnd ? cursor.byte() : 0;
  if (level === 5 && !cursor.isAtEnd) readClientProperties(cursor, 'acknowledgement');
  cursor.finish();
  return { packetId, reasonCode };
}

export interface SubscribeHead {
  readonly packetId: number;
  readonly properties: ClientProperties;
}

/** Reads SUBSCRIBE up to its first filter (§3.8), or UNSUBSCRIBE (§3.10). Throws a `PacketFault`. */
export function readSubscribeHead(
  cursor: PacketCursor,
  level: MqttVersion,
  owner: 'subscribe' | 'unsubscribe',
): SubscribeHead {
  const packetId = readPacketId(cursor);
  const properties = level === 5 ? readClientProperties(cursor, owner) : NO_PROPERTIES;
  if (cursor.isAtEnd) throw protocolError(`${owner} without a topic filter`); // [MQTT-3.8.3-2, 3.10.3-2]
  return { packetId, properties };
}

export interface SubscribeEntry {
  readonly filter: string;
  readonly qos: Qos;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  /** 0: send retained messages; 1: for a new subscription only; 2: never. */
  readonly retainHandling: number;
}

/** Reads the next filter of SUBSCRIBE with options (§3.8.3). Throws a `PacketFault`. */
export function readSubscribeEntry(cursor: PacketCursor, level: MqttVersion): SubscribeEntry {
  const filter = cursor.text();
  const options = cursor.byte();
  const qos = options & 3;
  const retainHandling = (options >> 4) & 3;
  if (options > (level === 5 ? 0x3f : 2)) throw malformedPacket(`subscription options ${options}`); // [MQTT-3.8.3-5]
  if (qos === 3 || retainHandling === 3) throw protocolError(`subscription options ${options}`); // §3.8.3.1
  return {
    filter,
    qos: qos as Qos,
    noLocal: (options & 4) !== 0,
    retainAsPublished: (options & 8) !== 0,
    retainHandling,
  };
}

/** Reads DISCONNECT (§3.14). Throws a `PacketFault`. */
export function readDisconnect(
  cursor: PacketCursor,
  level: MqttVersion,
): { readonly reasonCode: number; readonly properties: ClientProperties } {
  const reasonCode = level === 5 && !cursor.isAtEnd ? cursor.byte() : 0;
  const properties =
    level === 5 && !cursor.isAtEnd ? readClientProperties(cursor, 'disconnect') : NO_PROPERTIES;
  cursor.finish();
  return { reasonCode, properties };
}

/** [MQTT-2.2.1-3] */
function readPacketId(cursor: PacketCursor): number {
  const packetId = cursor.uint16();
  if (packetId === 0) throw protocolError('packet identifier 0');
  return packetId;
}
