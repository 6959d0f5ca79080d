import type { PacketName } from '../../mqtt-protocol/packet-type.ts';
import type { Cursor } from '../cursor.ts';
import type { Code, Facts } from '../packet.ts';
import { connackReturnCode, reasonCodeIn } from './codes.ts';
import { readConnectFacts } from './connect.ts';
import { readPacketId } from './packet-id.ts';
import { readPropertyList } from './properties.ts';
import { readSuback, readSubscribe, readUnsubscribe } from './subscribe.ts';

/** Reads the packet behind the fixed header, of MQTT 3.1 (level 3), 3.1.1 (4) or 5. */
export function readBody(cursor: Cursor, name: PacketName, qos: number, level: number): Facts {
  switch (name) {
    case 'connect':
      return readConnectFacts(cursor);
    case 'connack':
      return readConnack(cursor, level);
    case 'publish':
      return readPublish(cursor, qos, level);
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return { packetId: readPacketId(cursor), ...readReason(cursor, name, level) };
    case 'subscribe':
      return readSubscribe(cursor, level);
    case 'suback':
    case 'unsuback':
      return readSuback(cursor, name, level);
    case 'unsubscribe':
      return readUnsubscribe(cursor, level);
    case 'disconnect':
    case 'auth':
      return readReason(cursor, name, level);
    case 'pingreq':
    case 'pingresp':
      return {};
  }
}

/**
 * MQTT 5.0 §3.2, MQTT 3.1.1 §3.2. A broker without version 5 answers a CONNECT of version 5 in the form of 3.1.1: two
 * bytes, no properties.
 */
function readConnack(cursor: Cursor, level: number): Facts {
  const isVersion5 = level >= 5 && cursor.left > 2;
  const flags = cursor.u8('acknowledge flags', (value) => `session present: ${value & 1 ? 'yes' : 'no'}`);
  const words = (value: number) => (isVersion5 ? reasonCodeIn('connack', value) : connackReturnCode(value));
  const code = readCode(cursor, isVersion5 ? 'reason code' : 'return code', words);
  const properties = isVersion5 ? readPropertyList(cursor) : undefined;
  return { sessionPresent: (flags & 1) !== 0, codes: [code], ...(properties && { properties }) };
}

/** MQTT 5.0 §3.3. */
function readPublish(cursor: Cursor, qos: number, level: number): Facts {
  const topic = cursor.utf8('topic name');
  const packetId = qos > 0 ? readPacketId(cursor) : undefined;
  const properties = level >= 5 ? readPropertyList(cursor) : undefined;
  const payload = cursor.bytes('payload', cursor.left);
  return {
    topic,
    ...(packetId !== undefined && { packetId }),
    ...(properties && { properties }),
    payload,
  };
}

/** MQTT 5 only: a reason code, left out if 0, and properties, left out if there are none. */
function readReason(cursor: Cursor, name: PacketName, level: number): Facts {
  if (level < 5) return {};
  if (cursor.left === 0) return { codes: [reasonCodeIn(name, 0)] };
  const code = readCode(cursor, 'reason code', (value) => reasonCodeIn(name, value));
  const properties = cursor.left > 0 ? readPropertyList(cursor) : undefined;
  return { codes: [code], ...(properties && { properties }) };
}

function readCode(cursor: Cursor, name: string, toCode: (value: number) => Code): Code {
  return toCode(cursor.u8(name, (value) => `${value}, ${toCode(value).words}`));
}
