import type { SnQos } from '../../src/mqtt-sn/codec/flags-field.ts';
import type { MessageOf, SnMessage } from '../../src/mqtt-sn/codec/messages.ts';
import type { TopicFilter, TopicId } from '../../src/mqtt-sn/codec/topic.ts';

/** Short constructors of messages, for tests exchanging many. */
export const say = {
  connect: (clientId: string, more: Partial<MessageOf<'CONNECT'>> = {}): SnMessage => ({
    type: 'CONNECT',
    will: false,
    cleanSession: true,
    protocolId: 1,
    durationS: 30,
    clientId,
    ...more,
  }),
  connack: (returnCode = 0): SnMessage => ({ type: 'CONNACK', returnCode }),
  register: (topicName: string, msgId = 1, topicId = 0): SnMessage => ({
    type: 'REGISTER',
    topicId,
    msgId,
    topicName,
  }),
  regack: (topicId: number, msgId = 1, returnCode = 0): SnMessage => ({
    type: 'REGACK',
    topicId,
    msgId,
    returnCode,
  }),
  publish: (
    topic: TopicId | number,
    data: string | Buffer,
    more: { qos?: SnQos; msgId?: number; dup?: boolean; retain?: boolean } = {},
  ): SnMessage => ({
    type: 'PUBLISH',
    dup: false,
    qos: 0,
    retain: false,
    msgId: 0,
    topic: typeof topic === 'number' ? { kind: 'normal', id: topic } : topic,
    data: Buffer.from(data),
    ...more,
  }),
  puback: (topicId: number, msgId: number, returnCode = 0): SnMessage => ({
    type: 'PUBACK',
    topicId,
    msgId,
    returnCode,
  }),
  pubrec: (msgId: number): SnMessage => ({ type: 'PUBREC', msgId }),
  pubrel: (msgId: number): SnMessage => ({ type: 'PUBREL', msgId }),
  pubcomp: (msgId: number): SnMessage => ({ type: 'PUBCOMP', msgId }),
  subscribe: (
    topic: TopicFilter | string,
    more: { qos?: SnQos; msgId?: number; dup?: boolean } = {},
  ): SnMessage => ({
    type: 'SUBSCRIBE',
    dup: false,
    qos: 0,
    msgId: 1,
    topic: typeof topic === 'string' ? { kind: 'name', name: topic } : topic,
    ...more,
  }),
  suback: (topicId: number, msgId = 1, qos: SnQos = 0, returnCode = 0): SnMessage => ({
    type: 'SUBACK',
    qos,
    topicId,
    msgId,
    returnCode,
  }),
  unsubscribe: (topic: TopicFilter | string, msgId = 1): SnMessage => ({
    type: 'UNSUBSCRIBE',
    msgId,
    topic: typeof topic === 'string' ? { kind: 'name', name: topic } : topic,
  }),
  unsuback: (msgId = 1): SnMessage => ({ type: 'UNSUBACK', msgId }),
  pingreq: (clientId?: string): SnMessage =>
    clientId === undefined ? { type: 'PINGREQ' } : { type: 'PINGREQ', clientId },
  pingresp: { type: 'PINGRESP' } as SnMessage,
  disconnect: (durationS?: number): SnMessage =>
    durationS === undefined ? { type: 'DISCONNECT' } : { type: 'DISCONNECT', durationS },
  willTopic: (willTopic: string, qos: SnQos = 0, retain = false): SnMessage => ({
    type: 'WILLTOPIC',
    qos,
    retain,
    willTopic,
  }),
  willMessage: (text: string): SnMessage => ({ type: 'WILLMSG', willMessage: Buffer.from(text) }),
  short: (name: string) => ({ kind: 'short', name }) as const,
  predefined: (id: number) => ({ kind: 'predefined', id }) as const,
};
