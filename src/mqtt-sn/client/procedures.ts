import type { Message, MessageOf, MessageType } from '../codec/messages.ts';
import { RETURN_CODE, returnCodeText } from '../codec/return-code.ts';
import { isTopicId, type TopicFilter, type TopicId } from '../codec/topic.ts';
import { CONGESTION_WAIT_MS } from '../timers.ts';
import { type Procedure, Rejected } from './procedure.ts';
import type { ClientMessage, ClientSettings, ClientWill } from './settings.ts';
import type { ClientTopics } from './topics.ts';

/** What procedures know of the client that runs them. */
export interface ProcedureContext {
  readonly topics: ClientTopics;
  newMsgId(): number;
}

const PROTOCOL_ID = 0x01;

/** §6.2; the result is the return code of CONNACK. */
export function* connecting(settings: ClientSettings, cleanSession: boolean): Procedure<number> {
  const { will } = settings;
  const connect: Message = {
    type: 'CONNECT',
    will: will !== undefined,
    cleanSession,
    protocolId: PROTOCOL_ID,
    durationS: settings.keepAliveS,
    clientId: settings.clientId,
  };
  let answer = yield { send: connect, expect: (message) => isConnectAnswer(message, will) };
  while (answer.type !== 'CONNACK') {
    const send = willAnswer(answer.type, will);
    answer = yield { send, expect: (message) => isConnectAnswer(message, will) };
  }
  return answer.returnCode;
}

/** Questions for the will are answered only by who has one. */
function isConnectAnswer({ type }: Message, will: ClientWill | undefined): boolean {
  return type === 'CONNACK' || (will !== undefined && (type === 'WILLTOPICREQ' || type === 'WILLMSGREQ'));
}

function willAnswer(question: MessageType, will: ClientWill | undefined): Message {
  if (question === 'WILLMSGREQ') {
    return { type: 'WILLMSG', willMessage: will?.payload ?? Buffer.alloc(0) };
  }
  if (will === undefined) return { type: 'WILLTOPIC' };
  return { type: 'WILLTOPIC', qos: will.qos, retain: will.retain, willTopic: will.topic };
}

/** A message on its way, perhaps over several connections. */
export interface Delivery {
  readonly message: ClientMessage;
  /** It was sent before, on a connection that is gone. */
  wasSent: boolean;
  /** QoS 2: the gateway has it, and must not be given it again. */
  isReceived: boolean;
}

/** §6.5 and §6.6: registers the topic if need be, and publishes until the gateway has taken the message. */
export function* publishing(context: ProcedureContext, delivery: Delivery): Procedure<void> {
  const { message } = delivery;
  for (let wasForgotten = false; !delivery.isReceived; ) {
    const topic = context.topics.find(message.topic) ?? (yield* registering(context, message.topic));
    const publish = publishMessage(context, delivery, topic);
    if (message.qos < 1) {
      yield { send: publish };
      return;
    }
    const { msgId } = publish;
    delivery.wasSent = true;
    const answer = yield { send: publish, expect: isPublishAnswer(msgId, message.qos) };
    if (answer.type === 'PUBREC') {
      delivery.isReceived = true;
      yield { send: { type: 'PUBREL', msgId }, expect: isAnswer('PUBCOMP', msgId) };
      return;
    }
    const { returnCode } = answer as MessageOf<'PUBACK'>;
    if (returnCode === RETURN_CODE.accepted) return;
    delivery.wasSent = false;
    if (returnCode === RETURN_CODE.congestion) {
      yield { waitMs: CONGESTION_WAIT_MS };
    } else if (returnCode === RETURN_CODE.invalidTopicId && !wasForgotten) {
      wasForgotten = true;
      context.topics.forget(message.topic, topic);
    } else {
      throw rejected(`the gateway refused the message to '${message.topic}'`, returnCode);
    }
  }
}

function publishMessage(
  context: ProcedureContext,
  { message, wasSent }: Delivery,
  topic: TopicId,
): MessageOf<'PUBLISH'> {
  const { qos, retain, payload: data } = message;
  const acknowledged = qos > 0;
  const msgId = acknowledged ? context.newMsgId() : 0;
  return { type: 'PUBLISH', dup: acknowledged && wasSent, qos, retain, topic, msgId, data };
}

/** PUBACK with an error may answer any QoS (§6.6). */
function isPublishAnswer(msgId: number, qos: ClientMessage['qos']): (message: Message) => boolean {
  const isAwaited = isAnswer(qos === 2 ? 'PUBREC' : 'PUBACK', msgId);
  return (message) => isAwaited(message) || (isAnswer('PUBACK', msgId)(message) && !isAccepted(message));
}

function isAccepted(message: Message): boolean {
  return 'returnCode' in message && message.returnCode === RETURN_CODE.accepted;
}

function* registering(context: ProcedureContext, topicName: string): Procedure<TopicId> {
  for (;;) {
    const msgId = context.newMsgId();
    const answer = yield {
      send: { type: 'REGISTER', topicId: 0, msgId, topicName },
      expect: isAnswer('REGACK', msgId),
    };
    const { returnCode, topicId } = answer as MessageOf<'REGACK'>;
    if (returnCode === RETURN_CODE.accepted && isTopicId(topicId)) {
      context.topics.learn(topicId, topicName);
      return { kind: 'normal', id: topicId };
    }
    if (returnCode === RETURN_CODE.accepted) {
      throw rejected(
        `the gateway gave '${topicName}' the reserved id ${topicId}`,
        RETURN_CODE.invalidTopicId,
      );
    }
    if (returnCode !== RETURN_CODE.congestion) {
      throw rejected(`the gateway refused to register '${topicName}'`, returnCode);
    }
    yield { waitMs: CONGESTION_WAIT_MS };
  }
}

/** §6.9; the result is the QoS granted. */
export function* subscribing(
  context: ProcedureContext,
  filter: string,
  qos: 0 | 1 | 2,
): Procedure<0 | 1 | 2> {
  for (let byName = false; ; ) {
    const msgId = context.newMsgId();
    const topic: TopicFilter = byName ? { kind: 'name', name: filter } : filterOf(context.topics, filter);
    const answer = yield {
      send: { type: 'SUBSCRIBE', dup: false, qos, msgId, topic },
      expect: isAnswer('SUBACK', msgId),
    };
    const { returnCode, topicId, qos: granted } = answer as MessageOf<'SUBACK'>;
    if (returnCode === RETURN_CODE.accepted) {
      if (topic.kind === 'name' && topicId !== 0) context.topics.learn(topicId, filter);
      return granted === -1 ? 0 : granted;
    }
    if (returnCode === RETURN_CODE.congestion) yield { waitMs: CONGESTION_WAIT_MS };
    else if (topic.kind !== 'name') byName = true;
    else throw rejected(`the gateway refused the subscription '${filter}'`, returnCode);
  }
}

export function* unsubscribing(context: ProcedureContext, filter: string): Procedure<void> {
  const msgId = context.newMsgId();
  const topic = filterOf(context.topics, filter);
  yield { send: { type: 'UNSUBSCRIBE', msgId, topic }, expect: isAnswer('UNSUBACK', msgId) };
}

function filterOf(topics: ClientTopics, filter: string): TopicFilter {
  const known = /[+#]/.test(filter) ? undefined : topics.wellKnown(filter);
  return known === undefined || known.kind === 'normal' ? { kind: 'name', name: filter } : known;
}

/** §6.12 and §6.14: the end, or sleep for a time. */
export function* disconnecting(durationS?: number): Procedure<void> {
  const send: Message = durationS === undefined ? { type: 'DISCONNECT' } : { type: 'DISCONNECT', durationS };
  yield { send, expect: ({ type }) => type === 'DISCONNECT' };
}

/** §6.11; with a client id, a sleeper asks for its messages (§6.14). */
export function* pinging(clientId?: string): Procedure<void> {
  const send: Message = clientId === undefined ? { type: 'PINGREQ' } : { type: 'PINGREQ', clientId };
  yield { send, expect: ({ type }) => type === 'PINGRESP' };
}

/** §6.4. */
export function* updatingWill(will: ClientWill | undefined): Procedure<void> {
  const topic: Message =
    will === undefined
      ? { type: 'WILLTOPICUPD' }
      : { type: 'WILLTOPICUPD', qos: will.qos, retain: will.retain, willTopic: will.topic };
  const topicAnswer = yield { send: topic, expect: ({ type }) => type === 'WILLTOPICRESP' };
  assertAccepted('the will topic', topicAnswer as MessageOf<'WILLTOPICRESP'>);
  if (will === undefined) return;
  const send: Message = { type: 'WILLMSGUPD', willMessage: will.payload };
  const answer = yield { send, expect: ({ type }) => type === 'WILLMSGRESP' };
  assertAccepted('the will message', answer as MessageOf<'WILLMSGRESP'>);
}

/** §6.1; the result is the id of a gateway. */
export function* searching(radius: number): Procedure<number> {
  const answer = yield { send: { type: 'SEARCHGW', radius }, expect: ({ type }) => type === 'GWINFO' };
  return (answer as MessageOf<'GWINFO'>).gatewayId;
}

function assertAccepted(what: string, { returnCode }: { readonly returnCode: number }): void {
  if (returnCode !== RETURN_CODE.accepted) throw rejected(`the gateway refused ${what}`, returnCode);
}

/** Answers are known by type and message id; topic ids in them are not always right (some gateways send 0). */
function isAnswer(type: MessageType, msgId: number): (message: Message) => boolean {
  return (message) => message.type === type && 'msgId' in message && message.msgId === msgId;
}

function rejected(what: string, returnCode: number): Rejected {
  return new Rejected(what, returnCode, returnCodeText(returnCode));
}
