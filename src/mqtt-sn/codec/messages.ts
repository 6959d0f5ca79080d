import { type MessageField, octets, text, uint8, uint16 } from './field.ts';
import { flags } from './flags-field.ts';
import { topicFilter, topicId } from './topic-field.ts';

/**
 * Every message of MQTT-SN 1.2 (§5.4) with the fields of its variable part, in order of type. The encoder, the decoder
 * and the trace read the table, and TypeScript computes the type `SnMessage` from it. `optional`: the message may come
 * without fields, and then has another meaning.
 */
export const MESSAGES = {
  ADVERTISE: { code: 0x00, fields: [uint8('gatewayId'), uint16('durationS')] },
  SEARCHGW: { code: 0x01, fields: [uint8('radius')] },
  /** A client that answers for a gateway adds the address. */
  GWINFO: { code: 0x02, fields: [uint8('gatewayId'), octets('gatewayAddress')] },
  CONNECT: {
    code: 0x04,
    fields: [flags('will', 'cleanSession'), uint8('protocolId'), uint16('durationS'), text('clientId')],
  },
  CONNACK: { code: 0x05, fields: [uint8('returnCode')] },
  WILLTOPICREQ: { code: 0x06, fields: [] },
  /** Without fields: no will. */
  WILLTOPIC: { code: 0x07, fields: [flags('qos', 'retain'), text('willTopic')], optional: true },
  WILLMSGREQ: { code: 0x08, fields: [] },
  WILLMSG: { code: 0x09, fields: [octets('willMessage')] },
  /** In REGISTER of a client the topic id is 0. */
  REGISTER: { code: 0x0a, fields: [uint16('topicId'), uint16('msgId'), text('topicName')] },
  REGACK: { code: 0x0b, fields: [uint16('topicId'), uint16('msgId'), uint8('returnCode')] },
  PUBLISH: {
    code: 0x0c,
    fields: [flags('dup', 'qos', 'retain'), topicId(), uint16('msgId'), octets('data')],
  },
  /** Repeats the two octets of the PUBLISH: an id or a short name. */
  PUBACK: { code: 0x0d, fields: [uint16('topicId'), uint16('msgId'), uint8('returnCode')] },
  PUBCOMP: { code: 0x0e, fields: [uint16('msgId')] },
  PUBREC: { code: 0x0f, fields: [uint16('msgId')] },
  PUBREL: { code: 0x10, fields: [uint16('msgId')] },
  SUBSCRIBE: { code: 0x12, fields: [flags('dup', 'qos'), uint16('msgId'), topicFilter()] },
  SUBACK: {
    code: 0x13,
    fields: [flags('qos'), uint16('topicId'), uint16('msgId'), uint8('returnCode')],
  },
  UNSUBSCRIBE: { code: 0x14, fields: [flags(), uint16('msgId'), topicFilter()] },
  UNSUBACK: { code: 0x15, fields: [uint16('msgId')] },
  /** A sleeping client adds the client id to ask for messages. */
  PINGREQ: { code: 0x16, fields: [text('clientId')], optional: true },
  PINGRESP: { code: 0x17, fields: [] },
  /** A client adds the duration to go to sleep. */
  DISCONNECT: { code: 0x18, fields: [uint16('durationS')], optional: true },
  /** Without fields: delete the will. */
  WILLTOPICUPD: { code: 0x1a, fields: [flags('qos', 'retain'), text('willTopic')], optional: true },
  WILLTOPICRESP: { code: 0x1b, fields: [uint8('returnCode')] },
  WILLMSGUPD: { code: 0x1c, fields: [octets('willMessage')] },
  WILLMSGRESP: { code: 0x1d, fields: [uint8('returnCode')] },
  /**
   * A forwarder's envelope (§5.5). Length covers the header only. The message of the wireless node `nodeId` follows;
   * the decoder leaves the octets of that message undecoded, in `encapsulated`.
   */
  ENCAPSULATED: { code: 0xfe, fields: [uint8('ctrl'), octets('nodeId')] },
} as const satisfies Readonly<Record<string, MessageFormat>>;

export interface MessageFormat {
  readonly code: number;
  // biome-ignore lint/suspicious/noExplicitAny: ValuesOf recovers the properties of each field
  readonly fields: readonly MessageField<any>[];
  readonly optional?: boolean;
}

export type MessageType = keyof typeof MESSAGES;

/** A message as an object: the type and the properties of all fields. */
export type SnMessage = { readonly [T in MessageType]: MessageOf<T> }[MessageType];

export type MessageOf<T extends MessageType> = { readonly type: T } & (T extends MessageType
  ? Optional<(typeof MESSAGES)[T], ValuesOf<(typeof MESSAGES)[T]['fields']>> & Envelope<T>
  : never);

type Envelope<T> = T extends 'ENCAPSULATED' ? { readonly encapsulated: Buffer } : unknown;

type Optional<F, V> = F extends { readonly optional: true } ? V | { readonly [K in keyof V]?: never } : V;

type ValuesOf<Fields extends readonly unknown[]> = Fields extends readonly [
  MessageField<infer V>,
  ...infer Rest,
]
  ? V & ValuesOf<Rest>
  : unknown;

export const MESSAGE_TYPES = Object.keys(MESSAGES) as readonly MessageType[];

const TYPE_OF_CODE = new Map<number, MessageType>(MESSAGE_TYPES.map((type) => [MESSAGES[type].code, type]));

/** Undefined for the reserved codes 03, 11, 19, 1E-FD and FF. */
export function typeOfCode(code: number): MessageType | undefined {
  return TYPE_OF_CODE.get(code);
}

export function formatOf(type: MessageType): MessageFormat {
  return MESSAGES[type];
}
