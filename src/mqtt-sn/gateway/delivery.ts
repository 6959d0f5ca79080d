import type { Message, MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { type TopicId, topicIdOctets } from '../codec/topic.ts';
import { CONGESTION_WAIT_MS } from '../timers.ts';
import { Awaited, type Expected, type Sent } from './awaited.ts';
import type { BrokerMessage } from './broker.ts';
import type { Held } from './downlink-queue.ts';
import { Registrations } from './registrations.ts';
import type { Resources } from './resources.ts';
import type { Topic, TopicTable } from './topic-table.ts';

export interface DeliveryPort {
  readonly resources: Resources;
  readonly topics: TopicTable;
  /** False if the message doesn't fit a datagram. */
  send(message: Message): boolean;
  /** Messages whose topics are to be registered ahead, because so many wait; none otherwise. */
  upcoming(): readonly Held[];
  /** A message went out that nobody acknowledges. */
  wentOut(): void;
  /** It is the next message again. */
  putBack(held: Held): void;
  /** The client wants to be left alone for so long. */
  pause(ms: number): void;
  /** A message that the client will never get. */
  dropped(message: BrokerMessage, why: string): void;
}

export type Answer = MessageOf<'REGACK'> | MessageOf<'PUBACK'> | MessageOf<'PUBREC'> | MessageOf<'PUBCOMP'>;

const TOO_LONG = 'it does not fit a datagram';

/**
 * Delivers one message to a client, to the last acknowledgement (MQTT-SN 1.2 §6.6). A topic that the client doesn't
 * know is registered first (§6.10).
 */
export class Delivery {
  readonly #port: DeliveryPort;
  readonly #awaited: Awaited;
  readonly #ahead: Registrations;
  /** The last of QoS 0: while it is fresh, the client may yet say that it doesn't know its topic. */
  #lastUnacknowledged: { readonly held: Held; readonly topic: TopicId; readonly untilMs: number } | undefined;
  #lastMsgId = 0;

  constructor(port: DeliveryPort) {
    this.#port = port;
    const { retryIntervalMs, retries } = port.resources.settings;
    this.#awaited = new Awaited({ retryIntervalMs, retries, send: (message) => port.send(message) });
    this.#ahead = new Registrations({ retryIntervalMs, register: (topic) => this.#sendRegister(topic) });
  }

  /** Nothing is on its way. */
  get isFree(): boolean {
    return this.#awaited.isNothing;
  }

  /** Only when free. */
  begin(held: Held): void {
    const reference = this.#port.topics.reference(held.message.topic, this.#port.resources.now());
    switch (reference.kind) {
      case 'usable':
        this.#publish(held, reference.topic);
        return;
      case 'unknown':
        this.#register(held, reference.topic);
        return;
      case 'refused':
        this.#drop(held.message, 'the client refused its topic');
        return;
      case 'full':
        this.#drop(held.message, 'the client has too many topics');
        return;
    }
  }

  answered(answer: Answer): void {
    switch (answer.type) {
      case 'REGACK':
        this.#regack(answer);
        return;
      case 'PUBACK':
        this.#puback(answer);
        return;
      case 'PUBREC':
        this.#pubrec(answer.msgId);
        return;
      case 'PUBCOMP':
        this.#awaited.take('PUBCOMP', answer.msgId);
        return;
    }
  }

  /** The client listens again: what it owed an answer to is sent once more. */
  restart(): void {
    this.#awaited.restart(this.#port.resources.now());
  }

  /** Retransmits what is due; false when the client has not answered often enough (§6.13). */
  tick(isListening: boolean): boolean {
    const nowMs = this.#port.resources.now();
    if (this.#lastUnacknowledged && this.#lastUnacknowledged.untilMs <= nowMs) {
      this.#lastUnacknowledged = undefined;
    }
    return !isListening || this.#awaited.tick(nowMs);
  }

  clear(): void {
    this.#awaited.clear();
    this.#ahead.clear();
    this.#lastUnacknowledged = undefined;
  }

  #register(held: Held, topic: Topic): void {
    const sent = this.#ahead.take(topic) ?? this.#sendRegister(topic);
    if (sent === undefined) this.#drop(held.message, TOO_LONG);
    else {
      this.#awaited.await({ answer: 'REGACK', topic, held }, sent);
      this.#announce();
    }
  }

  #sendRegister(topic: Topic): Sent | undefined {
    const msgId = this.#nextMsgId();
    return this.#send({ type: 'REGISTER', topicId: topic.id, msgId, topicName: topic.name }, msgId);
  }

  /** Where many messages wait, topics of the next ones are registered while this one is. */
  #announce(): void {
    for (const { message } of this.#port.upcoming()) {
      if (this.#ahead.isFull(this.#port.resources.now())) return;
      const reference = this.#port.topics.reference(message.topic, this.#port.resources.now());
      if (reference.kind !== 'unknown' || this.#awaited.isAbout(reference.topic)) continue;
      this.#ahead.announce(reference.topic);
    }
  }

  #regack({ msgId, returnCode }: MessageOf<'REGACK'>): void {
    const awaited = this.#awaited.take('REGACK', msgId);
    const topic = awaited?.topic ?? this.#ahead.answered(msgId);
    if (topic === undefined) return;
    this.#settle(topic, awaited?.held, returnCode);
    this.#announce();
  }

  #settle(topic: Topic, held: Held | undefined, returnCode: number): void {
    if (returnCode === RETURN_CODE.accepted) {
      topic.known = true;
      if (held !== undefined) this.#publish(held, { kind: 'normal', id: topic.id });
    } else {
      const later = this.#port.resources.now() + CONGESTION_WAIT_MS;
      topic.refusedUntilMs = returnCode === RETURN_CODE.congestion ? later : Infinity;
      if (held !== undefined) this.#drop(held.message, 'the client refused its topic');
    }
  }

  #publish(held: Held, topic: TopicId): void {
    const { qos, retain, payload } = held.message;
    const msgId = qos === 0 ? 0 : this.#nextMsgId();
    const message = { type: 'PUBLISH', dup: false, qos, retain, topic, msgId, data: payload } as const;
    if (qos !== 0) {
      this.#ask({ answer: qos === 1 ? 'PUBACK' : 'PUBREC', topic, held }, message, msgId);
    } else if (this.#port.send(message)) {
      const untilMs = this.#port.resources.now() + this.#port.resources.settings.retryIntervalMs;
      this.#lastUnacknowledged = { held, topic, untilMs };
      held.message.acknowledge();
      this.#port.wentOut();
    } else {
      this.#drop(held.message, TOO_LONG);
    }
  }

  #ask(expected: Expected, message: Message, msgId: number): void {
    const sent = this.#send(message, msgId);
    if (sent !== undefined) this.#awaited.await(expected, sent);
    else if ('held' in expected) this.#drop(expected.held.message, TOO_LONG);
  }

  #send(message: Message, msgId: number): Sent | undefined {
    return this.#port.send(message) ? { message, msgId, atMs: this.#port.resources.now() } : undefined;
  }

  #puback({ topicId, msgId, returnCode }: MessageOf<'PUBACK'>): void {
    if (returnCode !== RETURN_CODE.accepted) this.#rejected(topicId, msgId, returnCode);
    else this.#awaited.take('PUBACK', msgId)?.held.message.acknowledge();
  }

  /** The client has the message now, whatever becomes of the rest of the exchange. */
  #pubrec(msgId: number): void {
    const awaited = this.#awaited.take('PUBREC', msgId);
    if (awaited !== undefined) {
      awaited.held.message.acknowledge();
      this.#ask({ answer: 'PUBCOMP' }, { type: 'PUBREL', msgId }, msgId);
    } else if (this.#awaited.is('PUBCOMP', msgId)) {
      this.#awaited.again();
    }
  }

  /** PUBACK with an error answers any QoS (§6.6); for QoS 0 its message id is 0. */
  #rejected(topicId: number, msgId: number, returnCode: number): void {
    const rejected =
      this.#awaited.take('PUBACK', msgId) ?? this.#awaited.take('PUBREC', msgId) ?? this.#ofQos0(topicId);
    if (rejected === undefined) return;
    const { held, topic } = rejected;
    if (returnCode === RETURN_CODE.congestion) {
      this.#port.pause(CONGESTION_WAIT_MS);
      this.#port.putBack(held);
    } else if (returnCode === RETURN_CODE.invalidTopicId && !held.repaired) {
      this.#port.topics.forget(topic);
      held.repaired = true;
      this.#port.putBack(held);
    } else {
      this.#drop(held.message, 'the client refused it');
    }
  }

  #ofQos0(topicId: number): { readonly held: Held; readonly topic: TopicId } | undefined {
    const last = this.#lastUnacknowledged;
    if (last === undefined || topicIdOctets(last.topic) !== topicId) return undefined;
    this.#lastUnacknowledged = undefined;
    return last;
  }

  #drop(message: BrokerMessage, why: string): void {
    this.#port.dropped(message, why);
    message.acknowledge();
  }

  #nextMsgId(): number {
    this.#lastMsgId = this.#lastMsgId === 0xffff ? 1 : this.#lastMsgId + 1;
    return this.#lastMsgId;
  }
}
