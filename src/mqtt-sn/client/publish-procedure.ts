import type { MessageOf, SnMessage } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { isTopicId, type TopicId } from '../codec/topic.ts';
import { CONGESTION_WAIT_MS } from '../timers.ts';
import { isAnswer, type Procedure, Rejected } from './procedure.ts';
import type { ClientServices } from './services.ts';
import type { ClientMessage } from './settings.ts';

/** A message on its way to the gateway, perhaps over several connections. */
export interface OutgoingPublish {
  readonly message: ClientMessage;
  /** The client sent the message before, on an earlier connection. */
  wasSent: boolean;
  /** QoS 2: the gateway has the message, and must not get it again. */
  isReceived: boolean;
}

/**
 * Registers the topic if need be, and publishes until the gateway has the message (§6.5, §6.6). Throws Rejected if the
 * gateway refuses the topic or the message.
 */
export function* publishingMessage(services: ClientServices, outgoing: OutgoingPublish): Procedure<void> {
  const { message } = outgoing;
  for (let wasForgotten = false; !outgoing.isReceived; ) {
    const topic = services.topics.find(message.topic) ?? (yield* registering(services, message.topic));
    const publish = publishMessage(services, outgoing, topic);
    if (message.qos < 1) {
      yield { send: publish };
      return;
    }
    const { msgId } = publish;
    outgoing.wasSent = true;
    const answer = yield { send: publish, expect: isPublishAnswer(msgId, message.qos) };
    if (answer.type === 'PUBREC') {
      outgoing.isReceived = true;
      yield { send: { type: 'PUBREL', msgId }, expect: isAnswer('PUBCOMP', msgId) };
      return;
    }
    const { returnCode } = answer as MessageOf<'PUBACK'>;
    if (returnCode === RETURN_CODE.accepted) return;
    outgoing.wasSent = false;
    if (returnCode === RETURN_CODE.congestion) {
      yield { waitMs: CONGESTION_WAIT_MS };
    } else if (returnCode === RETURN_CODE.invalidTopicId && !wasForgotten) {
      wasForgotten = true;
      services.topics.forget(message.topic, topic);
    } else {
      throw new Rejected(`the gateway refused the message to '${message.topic}'`, returnCode);
    }
  }
}

function publishMessage(
  services: ClientServices,
  { message, wasSent }: OutgoingPublish,
  topic: TopicId,
): MessageOf<'PUBLISH'> {
  const { qos, retain, payload: data } = message;
  const acknowledged = qos > 0;
  const msgId = acknowledged ? services.newMsgId() : 0;
  return { type: 'PUBLISH', dup: acknowledged && wasSent, qos, retain, topic, msgId, data };
}

/** PUBACK with an error may answer any QoS (§6.6). */
function isPublishAnswer(msgId: number, qos: ClientMessage['qos']): (message: SnMessage) => boolean {
  const isAcknowledgement = isAnswer(qos === 2 ? 'PUBREC' : 'PUBACK', msgId);
  return (message) =>
    isAcknowledgement(message) || (isAnswer('PUBACK', msgId)(message) && !isAccepted(message));
}

function isAccepted(message: SnMessage): boolean {
  return 'returnCode' in message && message.returnCode === RETURN_CODE.accepted;
}

function* registering(services: ClientServices, topicName: string): Procedure<TopicId> {
  for (;;) {
    const msgId = services.newMsgId();
    const answer = yield {
      send: { type: 'REGISTER', topicId: 0, msgId, topicName },
      expect: isAnswer('REGACK', msgId),
    };
    const { returnCode, topicId } = answer as MessageOf<'REGACK'>;
    if (returnCode === RETURN_CODE.accepted && isTopicId(topicId)) {
      services.topics.learn(topicId, topicName);
      return { kind: 'normal', id: topicId };
    }
    if (returnCode === RETURN_CODE.accepted) {
      const subject = `the gateway gave '${topicName}' the reserved id ${topicId}`;
      throw new Rejected(subject, RETURN_CODE.invalidTopicId);
    }
    if (returnCode !== RETURN_CODE.congestion) {
      throw new Rejected(`the gateway refused to register '${topicName}'`, returnCode);
    }
    yield { waitMs: CONGESTION_WAIT_MS };
  }
}
