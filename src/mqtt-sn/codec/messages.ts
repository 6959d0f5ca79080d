import { type Field, flags, octets, text, topicFilter, topicId, uint8, uint16 } from './field.ts';

/**
 * Every message of MQTT-SN 1.2 (§5.4) and the fields of its variable part, in order of type. The encoder, the
 * decoder and the trace read this one table, and the type `Message` is computed from it. `optional`: the message
 * may come without any of its fields, and that has a meaning of its own.
 */
export const MESSAGES = {
  ADVERTISE: { code: 0x00, fields: [uint8('gatewayId'), uint16('durationS')] },
  SEARCHGW: { code: 0x01, fields: [uint8('radius')] },
  /** The address is there only when another client answers for the gateway. */
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
  /** The topic id is 0 when a client sends it. */
  REGISTER: { code: 0x0a, fields: [uint16('topicId'), uint16('msgId'), text('topicName')] },
  REGACK: { code: 0x0b, fields: [uint16('topicId'), uint16('msgId'), uint8('returnCode')] },
  PUBLISH: {
    code: 0x0c,
    fields: [flags('dup', 'qos', 'retain'), topicId(), uint16('msgId'), octets('data')],
  },
  /** Names the two octets that stood in the PUBLISH, be they id or short name. */
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
  /** The client id is there when a sleeping client asks for its messages. */
  PINGREQ: { code: 0x16, fields: [text('clientId')], optional: true },
  PINGRESP: { code: 0x17, fields: [] },
  /** The duration is there when a client goes to sleep. */
  DISCONNECT: { code: 0x18, fields: [uint16('durationS')], optional: true },
  /** Without fields: delete the will. */
  WILLTOPICUPD: { code: 0x1a, fields: [flags('qos', 'retain'), text('willTopic')], optional: true },
  WILLTOPICRESP: { code: 0x1b, fields: [uint8('returnCode')] },
  WILLMSGUPD: { code: 0x1c, fields: [octets('willMessage')] },
  WILLMSGRESP: { code: 0x1d, fields: [uint8('returnCode')] },
  /**
   * A forwarder's envelope (§5.5). Its length covers the header only: the message of the wireless node that
   * `nodeId` names follows it, as it stands, and is kept undecoded in `encapsulated`.
   */
  ENCAPSULATED: { code: 0xfe, fields: [uint8('ctrl'), octets('nodeId')] },
} as const satisfies Readonly<Record<string, Format>>;

export interface Format {
  readonly code: number;
  // biome-ignore lint/suspicious/noExplicitAny: what each field gives is recovered by ValuesOf
  readonly fields: readonly Field<any>[];
  readonly optional?: boolean;
}

export type MessageType = keyof typeof MESSAGES;

/** A message as an object: its type and the properties that its fields give. */
export type Message = { readonly [T in MessageType]: MessageOf<T> }[MessageType];

export type MessageOf<T extends MessageType> = { readonly type: T } & (T extends MessageType
  ? Optional<(typeof MESSAGES)[T], ValuesOf<(typeof MESSAGES)[T]['fields']>> & Envelope<T>
  : never);

type Envelope<T> = T extends 'ENCAPSULATED' ? { readonly encapsulated: Buffer } : unknown;

type Optional<F, V> = F extends { readonly optional: true } ? V | { readonly [K in keyof V]?: never } : V;

type ValuesOf<Fields extends readonly unknown[]> = Fields extends readonly [Field<infer V>, ...infer Rest]
  ? V & ValuesOf<Rest>
  : unknown;

export const MESSAGE_TYPES = Object.keys(MESSAGES) as readonly MessageType[];

const TYPE_OF_CODE = new Map<number, MessageType>(MESSAGE_TYPES.map((type) => [MESSAGES[type].code, type]));

/** Undefined for the reserved codes 03, 11, 19, 1E-FD and FF. */
export function typeOfCode(code: number): MessageType | undefined {
  return TYPE_OF_CODE.get(code);
}

export function formatOf(type: MessageType): Format {
  return MESSAGES[type];
}
