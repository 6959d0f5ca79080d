import { type PacketName, packetType } from '../../mqtt-protocol/packet-type.ts';
import { Cursor, MalformedFieldError } from '../cursor.ts';
import type { Facts, Packet } from '../packet.ts';
import { readBody } from './body.ts';

/**
 * Reads the fixed header and body of a whole packet. If the body breaks the standard, the packet is shown as far as it
 * could be read, with the fault.
 *
 * @param level protocol level in CONNECT: 3, 4 or 5; undefined without a CONNECT (read as 4)
 */
export function dissect(bytes: Uint8Array, level: number | undefined): Packet {
  const cursor = new Cursor(bytes);
  const { name, ...facts } = readFixedHeader(cursor);
  const { facts: body, fault } = readSafely(cursor, name, facts.qos ?? 0, level ?? 4);
  const faults = [...cursor.faults, ...(fault === undefined ? [] : [fault])];
  return {
    name,
    length: bytes.length,
    bytes,
    fields: cursor.fields,
    facts: { ...facts, ...body },
    ...(faults.length > 0 && { fault: faults.join('; ') }),
  };
}

/** Reads a packet of which the fixed header alone was kept. */
export function dissectHeader(header: Uint8Array, length: number): Packet {
  const cursor = new Cursor(header);
  const { name, ...facts } = readFixedHeader(cursor);
  return { name, length, bytes: header, fields: cursor.fields, facts, skipped: true };
}

function readFixedHeader(cursor: Cursor): { name: PacketName } & Facts {
  const first = cursor.u8('type and flags', explainFirstByte);
  const type = packetType(first);
  // The framer lets no other byte begin a packet.
  if (type === undefined) throw new MalformedFieldError('packet type 0 is reserved');
  cursor.varint('remaining length');
  if (type.name === 'publish') {
    const qos = (first >> 1) & 3;
    if (qos === 3) cursor.faults.push('QoS 3 [MQTT-3.3.1-4]');
    return { name: type.name, dup: (first & 8) !== 0, qos, retain: (first & 1) !== 0 };
  }
  // MQTT 3.1 §2.1 gave PUBREL, SUBSCRIBE and UNSUBSCRIBE a DUP bit.
  if ((first & 0x07) !== type.flags) {
    cursor.faults.push(`flags ${bits(first & 15)} instead of ${bits(type.flags ?? 0)} [MQTT-2.1.3-1]`);
  }
  return { name: type.name };
}

function explainFirstByte(first: number): string {
  const name = packetType(first)?.name.toUpperCase() ?? 'reserved';
  if (name !== 'PUBLISH') return `${name}, flags ${bits(first & 15)}`;
  const flags = [first & 8 ? 'DUP' : '', `QoS ${(first >> 1) & 3}`, first & 1 ? 'retain' : ''];
  return `PUBLISH, ${flags.filter((flag) => flag !== '').join(', ')}`;
}

function bits(flags: number): string {
  return flags.toString(2).padStart(4, '0');
}

function readSafely(
  cursor: Cursor,
  name: PacketName,
  qos: number,
  level: number,
): { facts: Facts; fault?: string } {
  try {
    const facts = readBody(cursor, name, qos, level);
    if (cursor.left === 0) return { facts };
    const fault = `${cursor.left} bytes more than the packet has fields`;
    cursor.giveUp(mayHoldSecret(name));
    return { facts, fault };
  } catch (error) {
    if (!(error instanceof MalformedFieldError)) throw error;
    cursor.giveUp(mayHoldSecret(name));
    return { facts: {}, fault: error.message };
  }
}

/** True if the unread rest of the packet could be a password. */
function mayHoldSecret(name: PacketName): boolean {
  return name === 'connect' || name === 'connack' || name === 'auth';
}
