import { isUtf8 } from 'node:buffer';
import { TOPIC_TYPE_BITS, type TopicFilter, type TopicId, topicTypeBits } from './topic.ts';

/**
 * A field of a message's variable part, and the properties `V` that it gives the decoded message. Only the last
 * field of a message may vary in size. `fault` is asked before `read`, with octets of a size within bounds, so
 * that `read` can't fail. `body` is the whole variable part: what a topic field means is written in the flags,
 * which stand first.
 */
export interface Field<V extends object> {
  readonly name: string;
  readonly minOctets: number;
  readonly maxOctets: number;
  readonly fault?: (octets: Buffer, body: Buffer) => string | undefined;
  readonly read: (octets: Buffer, body: Buffer) => V;
  readonly size: (value: V) => number;
  readonly write: (value: V, into: Buffer, at: number, bodyAt: number) => void;
}

const ANY_SIZE = 65_535;

export function uint8<const N extends string>(name: N): Field<Readonly<Record<N, number>>> {
  return {
    ...fixed(name, 1),
    read: (octets) => only(name, octets.readUInt8()),
    write: (value, into, at) => into.writeUInt8(value[name], at),
  };
}

export function uint16<const N extends string>(name: N): Field<Readonly<Record<N, number>>> {
  return {
    ...fixed(name, 2),
    read: (octets) => only(name, octets.readUInt16BE()),
    write: (value, into, at) => into.writeUInt16BE(value[name], at),
  };
}

/** UTF-8 to the end of the message, at least one octet. */
export function text<const N extends string>(name: N): Field<Readonly<Record<N, string>>> {
  return {
    name,
    minOctets: 1,
    maxOctets: ANY_SIZE,
    fault: (octets) => utf8Fault(name, octets),
    read: (octets) => only(name, octets.toString('utf8')),
    size: (value) => Buffer.byteLength(value[name]),
    write: (value, into, at) => into.write(value[name], at),
  };
}

/** Octets to the end of the message, perhaps none. */
export function octets<const N extends string>(name: N): Field<Readonly<Record<N, Buffer>>> {
  return {
    name,
    minOctets: 0,
    maxOctets: ANY_SIZE,
    read: (data) => only(name, data),
    size: (value) => value[name].length,
    write: (value, into, at) => into.set(value[name], at),
  };
}

export type Qos = 0 | 1 | 2 | -1;

interface Flags {
  readonly dup: boolean;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly will: boolean;
  readonly cleanSession: boolean;
}

const FLAG_BIT = { dup: 0x80, retain: 0x10, will: 0x08, cleanSession: 0x04 } as const;
const QOS_OF_BITS: readonly Qos[] = [0, 1, 2, -1];

/** The flags octet (§5.3.4) as far as the message uses it; other bits are written as 0 and not looked at. */
export function flags<const K extends readonly (keyof Flags)[]>(...used: K): Field<Pick<Flags, K[number]>> {
  return {
    ...fixed('flags', 1),
    read: (octets) => {
      const bits = octets.readUInt8();
      const read = used.map((flag) => [
        flag,
        flag === 'qos'
          ? QOS_OF_BITS[(bits >> 5) & 0b11]
          : (bits & FLAG_BIT[flag as keyof typeof FLAG_BIT]) !== 0,
      ]);
      return Object.fromEntries(read);
    },
    write: (value, into, at) => into.writeUInt8(flagBits(value), at),
  };
}

function flagBits(value: Partial<Flags>): number {
  let bits = ((value.qos ?? 0) & 0b11) << 5;
  if (value.dup) bits |= FLAG_BIT.dup;
  if (value.retain) bits |= FLAG_BIT.retain;
  if (value.will) bits |= FLAG_BIT.will;
  if (value.cleanSession) bits |= FLAG_BIT.cleanSession;
  return bits;
}

/** The topic of a PUBLISH: two octets, an id or a short name. */
export function topicId(): Field<{ readonly topic: TopicId }> {
  return {
    ...fixed('topic id', 2),
    fault: (octets, body) => topicTypeFault(body) ?? shortNameFault(octets, body),
    read: (octets, body) => {
      const kind = topicKind(body);
      if (kind === 'short') return { topic: { kind, name: octets.toString('utf8') } };
      return { topic: { kind: kind === 'predefined' ? kind : 'normal', id: octets.readUInt16BE() } };
    },
    write: (value, into, at, bodyAt) => writeTopic(value.topic, into, at, bodyAt),
  };
}

/** The topic of a SUBSCRIBE or UNSUBSCRIBE: a name to the end of the message, or two octets. */
export function topicFilter(): Field<{ readonly topic: TopicFilter }> {
  return {
    name: 'topic',
    minOctets: 1,
    maxOctets: ANY_SIZE,
    fault: (octets, body) => {
      const fault = topicTypeFault(body);
      if (fault !== undefined) return fault;
      if (topicKind(body) === 'name') return utf8Fault('topic name', octets);
      if (octets.length !== 2) return `a topic id has 2 octets, not ${octets.length}`;
      return shortNameFault(octets, body);
    },
    read: (octets, body) => {
      const kind = topicKind(body);
      if (kind === 'predefined') return { topic: { kind, id: octets.readUInt16BE() } };
      return { topic: { kind, name: octets.toString('utf8') } };
    },
    size: ({ topic }) => (topic.kind === 'name' ? Buffer.byteLength(topic.name) : 2),
    write: (value, into, at, bodyAt) => writeTopic(value.topic, into, at, bodyAt),
  };
}

function writeTopic(topic: TopicId | TopicFilter, into: Buffer, at: number, bodyAt: number): void {
  into.writeUInt8(into.readUInt8(bodyAt) | topicTypeBits(topic.kind), bodyAt);
  if ('id' in topic) {
    into.writeUInt16BE(topic.id, at);
    return;
  }
  if (topic.kind === 'short' && Buffer.byteLength(topic.name) !== 2) {
    throw new RangeError(`a short topic name has exactly 2 octets: ${topic.name}`);
  }
  into.write(topic.name, at);
}

function topicKind(body: Buffer): 'name' | 'predefined' | 'short' {
  switch (body.readUInt8() & TOPIC_TYPE_BITS) {
    case 0b01:
      return 'predefined';
    case 0b10:
      return 'short';
    default:
      return 'name';
  }
}

function topicTypeFault(body: Buffer): string | undefined {
  const reserved = (body.readUInt8() & TOPIC_TYPE_BITS) === TOPIC_TYPE_BITS;
  return reserved ? 'topic id type 3 is reserved' : undefined;
}

function shortNameFault(octets: Buffer, body: Buffer): string | undefined {
  return topicKind(body) === 'short' ? utf8Fault('short topic name', octets) : undefined;
}

function utf8Fault(name: string, octets: Buffer): string | undefined {
  return isUtf8(octets) ? undefined : `${name} is not valid UTF-8`;
}

function fixed(name: string, size: number) {
  return { name, minOctets: size, maxOctets: size, size: () => size };
}

function only<N extends string, T>(name: N, value: T): Readonly<Record<N, T>> {
  return { [name]: value } as Record<N, T>;
}
