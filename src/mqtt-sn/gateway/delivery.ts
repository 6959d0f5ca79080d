import type { MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { TopicId } from '../codec/topic.ts';
import { CONGESTION_WAIT_MS } from '../timers.ts';
import type { ClientContext } from './client-context.ts';
import type { DownlinkQueue, QueuedMessage } from './downlink-queue.ts';
import type { DownlinkThrottle } from './downlink-throttle.ts';
import { LastUnacknowledged } from './last-unacknowledged.ts';
import { PendingAck } from './pending-ack.ts';
import { Registrations } from './registrations.ts';
import { sendRequest } from './sent-request.ts';
import type { Topic } from './topic-table.ts';

/** Acknowledgements of a client. */
export type ClientAck =
  | MessageOf<'REGACK'>
  | MessageOf<'PUBACK'>
  | MessageOf<'PUBREC'>
  | MessageOf<'PUBCOMP'>;

const TOO_LONG = 'it does not fit a datagram';
/** Octets of REGISTER and PUBLISH around the topic or the data, with the longer form of Length. */
const REGISTER_OCTETS = 8;
const PUBLISH_OCTETS = 9;
/** Asks for a proof of the address: a topic that no filter with a wildcard matches, with an id that no topic gets. */
const PROOF_TOPIC = { topicId: 0xfffe, topicName: '$' } as const;

/**
 * Delivers a message to a client, to the last acknowledgement (MQTT-SN 1.2 §6.6). The gateway registers a new topic
 * first (§6.10).
 */
export class MessageDelivery {
  readonly #client: ClientContext;
  readonly #queue: DownlinkQueue;
  readonly #throttle: DownlinkThrottle;
  readonly #pending: PendingAck;
  readonly #registrations: Registrations;
  readonly #unacknowledged: LastUnacknowledged;

  constructor(client: ClientContext, queue: DownlinkQueue, throttle: DownlinkThrottle) {
    this.#client = client;
    this.#queue = queue;
    this.#throttle = throttle;
    this.#pending = new PendingAck(client);
    this.#registrations = new Registrations(client, queue);
    this.#unacknowledged = new LastUnacknowledged(client);
  }

  /** No acknowledgement is pending: the next message may begin. */
  get isFree(): boolean {
    return this.#pending.isNone;
  }

  /** Starts with a message; to be called only when free. */
  begin(queued: QueuedMessage): void {
    const reference = this.#client.topics.reference(queued.message.topic, this.#client.now());
    switch (reference.kind) {
      case 'usable':
        this.#publish(queued, reference.topic);
        return;
      case 'unknown':
        this.#register(queued, reference.topic);
        return;
      case 'refused':
        this.#client.drop(queued.message, 'the client refused its topic');
        return;
      case 'full':
        this.#client.drop(queued.message, 'the client has too many topics');
        return;
    }
  }

  acknowledged(ack: ClientAck): void {
    switch (ack.type) {
      case 'REGACK':
        this.#regack(ack);
        return;
      case 'PUBACK':
        this.#puback(ack);
        return;
      case 'PUBREC':
        this.#pubrec(ack.msgId);
        return;
      case 'PUBCOMP':
        this.#pending.take('PUBCOMP', ack.msgId);
        return;
    }
  }

  /** The client listens again: an unacknowledged request goes out once more. */
  restart(): void {
    this.#pending.restart();
  }

  /** Retransmits; false when the client has left every repetition unanswered (§6.13). */
  tick(isListening: boolean): boolean {
    this.#unacknowledged.tick();
    return !isListening || this.#pending.tick();
  }

  clear(): void {
    this.#pending.clear();
    this.#registrations.clear();
    this.#unacknowledged.clear();
  }

  /** The address must prove itself before more goes there: REGISTER asks, and REGACK proves. */
  #askForProof(queued: QueuedMessage): void {
    const sent = sendRequest(this.#client, {
      type: 'REGISTER',
      msgId: this.#client.newMsgId(),
      ...PROOF_TOPIC,
    });
    if (sent !== undefined) this.#pending.expect({ answer: 'REGACK', topic: undefined, queued }, sent);
  }

  #register(queued: QueuedMessage, topic: Topic): void {
    if (!this.#client.hasRoomFor(REGISTER_OCTETS + Buffer.byteLength(topic.name), true)) {
      this.#askForProof(queued);
      return;
    }
    const sent = this.#registrations.request(topic);
    if (sent === undefined) {
      this.#client.drop(queued.message, TOO_LONG);
      return;
    }
    this.#pending.expect({ answer: 'REGACK', topic, queued }, sent);
    this.#registrations.announceAhead(topic);
  }

  #regack({ msgId, returnCode }: MessageOf<'REGACK'>): void {
    const pending = this.#pending.take('REGACK', msgId);
    if (pending !== undefined && pending.topic === undefined) {
      this.begin(pending.queued);
      return;
    }
    const topic = pending?.topic ?? this.#registrations.acknowledged(msgId);
    if (topic === undefined) return;
    this.#client.topics.registered(topic, returnCode, this.#client.now());
    if (pending !== undefined) {
      if (returnCode === RETURN_CODE.accepted)
        this.#publish(pending.queued, { kind: 'normal', id: topic.id });
      else this.#client.drop(pending.queued.message, 'the client refused its topic');
    }
    this.#registrations.announceAhead(this.#pending.registering);
  }

  #publish(queued: QueuedMessage, topic: TopicId): void {
    const { qos, retain, payload: data } = queued.message;
    if (!this.#client.hasRoomFor(PUBLISH_OCTETS + data.length, qos > 0)) {
      this.#askForProof(queued);
      return;
    }
    if (qos === 0) {
      this.#publishUnacknowledged(queued, topic);
      return;
    }
    const msgId = this.#client.newMsgId();
    const sent = sendRequest(this.#client, { type: 'PUBLISH', dup: false, qos, retain, topic, msgId, data });
    if (sent === undefined) this.#client.drop(queued.message, TOO_LONG);
    else this.#pending.expect({ answer: qos === 1 ? 'PUBACK' : 'PUBREC', topic, queued }, sent);
  }

  /** QoS 0. */
  #publishUnacknowledged(queued: QueuedMessage, topic: TopicId): void {
    const { message } = queued;
    const { retain, payload: data } = message;
    if (!this.#client.send({ type: 'PUBLISH', dup: false, qos: 0, retain, topic, msgId: 0, data })) {
      this.#client.drop(message, TOO_LONG);
      return;
    }
    this.#unacknowledged.sent(queued, topic);
    message.acknowledge();
    this.#throttle.countUnacknowledged();
  }

  #puback({ topicId, msgId, returnCode }: MessageOf<'PUBACK'>): void {
    if (returnCode !== RETURN_CODE.accepted) this.#rejected(topicId, msgId, returnCode);
    else this.#pending.take('PUBACK', msgId)?.queued.message.acknowledge();
  }

  /** From PUBREC on the client has the message, even if the rest of the exchange fails. */
  #pubrec(msgId: number): void {
    const pending = this.#pending.take('PUBREC', msgId);
    if (pending !== undefined) {
      pending.queued.message.acknowledge();
      const sent = sendRequest(this.#client, { type: 'PUBREL', msgId });
      if (sent !== undefined) this.#pending.expect({ answer: 'PUBCOMP' }, sent);
    } else if (this.#pending.is('PUBCOMP', msgId)) {
      this.#pending.repeat();
    }
  }

  /** PUBACK with an error answers any QoS (§6.6); for QoS 0 the message id is 0. */
  #rejected(topicId: number, msgId: number, returnCode: number): void {
    const rejected =
      this.#pending.take('PUBACK', msgId) ??
      this.#pending.take('PUBREC', msgId) ??
      this.#unacknowledged.take(topicId);
    if (rejected === undefined) return;
    const { queued, topic } = rejected;
    if (returnCode === RETURN_CODE.congestion) {
      this.#throttle.pause(CONGESTION_WAIT_MS);
      this.#queue.putBack(queued);
    } else if (returnCode === RETURN_CODE.invalidTopicId && !queued.wasRepaired) {
      this.#client.topics.forget(topic);
      queued.wasRepaired = true;
      this.#queue.putBack(queued);
    } else {
      this.#client.drop(queued.message, 'the client refused it');
    }
  }
}
