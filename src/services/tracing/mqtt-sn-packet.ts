import { decode } from '../../mqtt-sn/codec/decode.ts';
import { type FieldSpan, type MessageLayout, messageLayout } from '../../mqtt-sn/codec/layout.ts';
import type { SnMessage } from '../../mqtt-sn/codec/messages.ts';
import { returnCodeText } from '../../mqtt-sn/codec/return-code.ts';
import type { Facts, PacketField, Sender } from '../../trace/packet.ts';
import type { WireItem } from '../../trace/wire-item.ts';
import type { RegisteredTopics } from './registered-topics.ts';

/** Decodes a datagram for the trace: an MQTT-SN packet, or the reason why it is unreadable. */
export function decodeMqttSn(datagram: Buffer, from: Sender, topics: RegisteredTopics): WireItem {
  const decoded = decode(datagram);
  const places = messageLayout(datagram);
  if ('malformed' in decoded) return { kind: 'unreadable', reason: decoded.malformed };
  if ('malformed' in places) return { kind: 'unreadable', reason: places.malformed };
  const { message } = decoded;
  const topic = topics.nameOf(message, from);
  const facts = factsOf(message);
  return {
    kind: 'packet',
    packet: {
      name: message.type.toLowerCase(),
      length: datagram.length,
      bytes: datagram,
      fields: fieldsOf(places, message, datagram),
      facts: topic === undefined || facts.topic !== undefined ? facts : { ...facts, topic },
    },
  };
}

function fieldsOf(
  { type, headerOctets, end, parts, oddity }: MessageLayout,
  message: SnMessage,
  datagram: Buffer,
): PacketField[] {
  const fields: PacketField[] = [
    { name: 'length', offset: 0, length: headerOctets - 1, meaning: `${end}` },
    { name: 'message type', offset: headerOctets - 1, length: 1, meaning: type },
    ...parts.map((part) => fieldOf(part, message)),
  ];
  const rest = datagram.length - end;
  if (oddity !== undefined)
    return [...fields, { name: 'left over', offset: end, length: rest, meaning: oddity }];
  return rest > 0 ? [...fields, { name: 'encapsulated message', offset: end, length: rest }] : fields;
}

function fieldOf({ field, from, to }: FieldSpan, message: SnMessage): PacketField {
  const meaning = meaningOf(field.name, message);
  return {
    name: inWords(field.name),
    offset: from,
    length: to - from,
    ...(meaning !== undefined && { meaning }),
  };
}

/** `durationS` is `duration`, `gatewayId` is `gateway id`. */
function inWords(name: string): string {
  return name
    .replace(/S$/, '')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace('msg id', 'message id');
}

function meaningOf(name: string, message: SnMessage): string | undefined {
  const values: Readonly<Record<string, unknown>> = { ...message };
  if (name === 'flags') return flagsInWords(values);
  if (name === 'returnCode' && 'returnCode' in message) {
    return `${message.returnCode}, ${returnCodeText(message.returnCode ?? 0)}`;
  }
  const value = name === 'topic' || name === 'topic id' ? topicInWords(message) : values[name];
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : undefined;
}

function flagsInWords({
  dup,
  qos,
  retain,
  will,
  cleanSession,
  topic,
}: Readonly<Record<string, unknown>>): string {
  const kind = typeof topic === 'object' && topic !== null && 'kind' in topic ? `topic is ${topic.kind}` : '';
  return [
    dup === true ? 'DUP' : '',
    qos === undefined ? '' : `QoS ${qos}`,
    retain === true ? 'retain' : '',
    will === true ? 'will' : '',
    cleanSession === true ? 'clean session' : '',
    kind,
  ]
    .filter((word) => word !== '')
    .join(', ');
}

function topicInWords(message: SnMessage): string | number | undefined {
  if (!('topic' in message) || message.topic === undefined)
    return 'topicId' in message ? message.topicId : undefined;
  return 'id' in message.topic ? message.topic.id : message.topic.name;
}

/** A field with a counterpart in MQTT becomes the same fact; other fields keep their names. */
function factsOf(message: SnMessage): Facts {
  const values: Readonly<Record<string, unknown>> = { ...message };
  const facts: Record<string, unknown> = {};
  const others: [string, string | number | boolean][] = [];
  for (const [name, value] of Object.entries(values)) {
    const told = FACTS[name];
    if (name === 'type' || name === 'topic' || value === undefined) continue;
    else if (name === 'returnCode') facts.codes = [codeOf(Number(value))];
    else if (name === 'durationS' && message.type === 'CONNECT') facts.keepAlive = value;
    else if (name === 'protocolId' && value === 1) facts.protocol = 'MQTT-SN 1.2';
    else if (name === 'will') others.push(['has will', value === true]);
    else if (told !== undefined) facts[told] = value;
    else if (value instanceof Uint8Array) others.push([inWords(name), Buffer.from(value).toString('hex')]);
    else if (typeof value !== 'object') others.push([inWords(name), value as string | number | boolean]);
  }
  return { ...facts, ...topicFacts(message), ...(others.length > 0 && { others }) };
}

const FACTS: Readonly<Record<string, keyof Facts>> = {
  clientId: 'clientId',
  cleanSession: 'cleanSession',
  dup: 'dup',
  qos: 'qos',
  retain: 'retain',
  msgId: 'packetId',
  topicId: 'topicId',
  topicName: 'topic',
  data: 'payload',
  willMessage: 'payload',
  willTopic: 'topic',
};

function codeOf(value: number) {
  return { value, words: returnCodeText(value), isError: value !== 0 };
}

/** A number is a topic id. A name is the topic of a PUBLISH, or the filter of a SUBSCRIBE. */
function topicFacts(message: SnMessage): Facts {
  if (!('topic' in message) || message.topic === undefined) return {};
  const { topic } = message;
  if ('id' in topic) return { topicId: topic.id };
  if (message.type === 'PUBLISH') return { topic: topic.name };
  return { filters: [{ filter: topic.name }] };
}
