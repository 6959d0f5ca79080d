import type { SnMessage } from './messages.ts';
import { octetCount } from './octet-count.ts';
import { returnCodeText } from './return-code.ts';
import type { TopicFilter, TopicId } from './topic.ts';

/** Each property of a message in words; undefined for a value not worth a word. */
const WORDS: Readonly<Record<string, (value: never) => string | undefined>> = {
  dup: (dup: boolean) => (dup ? 'again' : undefined),
  qos: (qos: number) => `QoS ${qos}`,
  retain: (retain: boolean) => (retain ? 'retain' : undefined),
  will: (will: boolean) => (will ? 'with will' : undefined),
  cleanSession: (clean: boolean) => (clean ? 'clean session' : 'kept session'),
  protocolId: (id: number) => (id === 1 ? undefined : `protocol ${id}`),
  clientId: (id: string) => `client '${id}'`,
  durationS: (seconds: number) => `${seconds} s`,
  gatewayId: (id: number) => `gateway ${id}`,
  gatewayAddress: (octets: Buffer) => (octets.length > 0 ? `at ${octets.toString('hex')}` : undefined),
  radius: (radius: number) => `radius ${radius}`,
  willTopic: (topic: string) => `will topic '${topic}'`,
  willMessage: octetsText,
  topicId: (id: number) => `topic id ${id}`,
  topicName: (name: string) => `'${name}'`,
  topic: topicText,
  msgId: (id: number) => `message id ${id}`,
  data: octetsText,
  returnCode: (code: number) => returnCodeText(code),
  nodeId: (id: Buffer) => `node ${id.toString('hex')}`,
  encapsulated: octetsText,
};

/** `PUBLISH QoS 1, topic id 3, message id 7, 20 octets`. Names are not escaped: the caller has to. */
export function describeMessage(message: SnMessage): string {
  const { type, ...values } = message;
  const words = Object.entries(values).flatMap(([name, value]) => WORDS[name]?.(value as never) ?? []);
  return words.length === 0 ? type : `${type} ${words.join(', ')}`;
}

function octetsText(octets: Buffer): string {
  return octetCount(octets.length);
}

function topicText(topic: TopicId | TopicFilter): string {
  switch (topic.kind) {
    case 'normal':
      return `topic id ${topic.id}`;
    case 'predefined':
      return `predefined topic ${topic.id}`;
    case 'short':
      return `short topic '${topic.name}'`;
    case 'name':
      return `'${topic.name}'`;
  }
}
