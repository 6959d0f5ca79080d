import { ANY_SIZE, fixed, type MessageField, utf8Fault } from './field.ts';
import { TOPIC_TYPE_BITS, type TopicFilter, type TopicId, topicTypeBits } from './topic.ts';

/** The topic of a PUBLISH: two octets, an id or a short name. */
export function topicId(): MessageField<{ readonly topic: TopicId }> {
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
export function topicFilter(): MessageField<{ readonly topic: TopicFilter }> {
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
