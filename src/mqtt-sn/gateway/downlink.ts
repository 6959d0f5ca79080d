import type { Message } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { type TopicId, topicIdOctets } from '../codec/topic.ts';
import { Pace } from '../pace.ts';
import { CONGESTION_WAIT_MS } from '../timers.ts';
import { Awaited, type Expected, type Sent } from './awaited.ts';
import { BackPressure } from './back-pressure.ts';
import type { BrokerMessage } from './broker.ts';
import { type Budget, Share } from './budget.ts';
import { DownlinkQueue, type Held } from './downlink-queue.ts';
import { Registrations } from './registrations.ts';
import type { GatewaySettings } from './settings.ts';
import type { Topic, TopicTable } from './topic-table.ts';

/** What the downlink needs of its session. */
export interface DownlinkPort {
  readonly settings: GatewaySettings;
  readonly topics: TopicTable;
  readonly buffered: Budget;
  /** The client is there to listen. */
  readonly listening: boolean;
  now(): number;
  /** Calls back once, in so many milliseconds. */
  later(ms: number, run: () => void): void;
  /** False if the message doesn't fit a datagram. */
  send(message: Message): boolean;
  /** Makes the broker wait, or go on. */
  hold(isHeld: boolean): void;
  /** A message that the client will never get. */
  dropped(message: BrokerMessage, why: string): void;
  /** Nothing is left to be sent or acknowledged. */
  idle(): void;
}

const TOO_LONG = 'it does not fit a datagram';
/** How many of the waiting messages are looked at for topics to announce. */
const AHEAD = 256;

/**
 * The way of messages to one client: one queue, in the broker's order, one exchange at a time (MQTT-SN 1.2 §6.6). A
 * topic that the client doesn't know is registered first, and the queue waits for that: nothing overtakes it (§6.10).
 */
export class Downlink {
  readonly #port: DownlinkPort;
  readonly #queue: DownlinkQueue;
  readonly #backPressure: BackPressure;
  readonly #awaited: Awaited;
  readonly #ahead: Registrations;
  /** The last of QoS 0: while it is fresh, the client may yet say that it doesn't know its topic. */
  #lastUnacknowledged: { readonly held: Held; readonly topic: TopicId; readonly untilMs: number } | undefined;
  #pausedUntilMs = 0;
  readonly #pace = new Pace();
  #isPaced = false;
  #lastMsgId = 0;

  constructor(port: DownlinkPort) {
    this.#port = port;
    this.#queue = new DownlinkQueue({
      maxMessages: port.settings.maxBuffered,
      buffered: new Share(port.buffered),
      drop: (message, why) => this.#drop(message, why),
    });
    this.#backPressure = new BackPressure(port);
    const { retryIntervalMs, retries } = port.settings;
    this.#awaited = new Awaited({ retryIntervalMs, retries, send: (message) => port.send(message) });
    this.#ahead = new Registrations({ retryIntervalMs, register: (topic) => this.#sendRegister(topic) });
  }

  /** Nothing is on its way, and nothing could be sent now. */
  get isIdle(): boolean {
    return this.#awaited.isNothing && (this.#queue.length === 0 || this.#isPaused);
  }

  get #isPaused(): boolean {
    return this.#pausedUntilMs > this.#port.now();
  }

  push(message: BrokerMessage): void {
    this.#queue.push(message);
    this.pump();
  }

  /** Sends what can be sent now. */
  pump(): void {
    while (this.#port.listening && this.#awaited.isNothing && !this.#isPaced) {
      const held = this.#isPaused ? undefined : this.#queue.shift();
      if (held === undefined) {
        this.#port.idle();
        break;
      }
      this.#deliver(held);
    }
    this.#regulate();
  }

  /** The client listens again: what it owed an answer to is sent once more. */
  resume(): void {
    this.#awaited.restart(this.#port.now());
    this.pump();
  }

  /** Retransmits what is due; false when the client has not answered often enough (§6.13). */
  tick(): boolean {
    const nowMs = this.#port.now();
    if (this.#lastUnacknowledged && this.#lastUnacknowledged.untilMs <= nowMs) {
      this.#lastUnacknowledged = undefined;
    }
    this.#regulate();
    if (!this.#port.listening) return true;
    if (this.#awaited.isNothing && this.#queue.length > 0) this.pump();
    return this.#awaited.tick(nowMs);
  }

  /** Forgets everything without acknowledging it: the broker keeps what its session promised. */
  clear(): void {
    this.#queue.clear();
    this.#awaited.clear();
    this.#ahead.clear();
    this.#lastUnacknowledged = undefined;
  }

  regack(msgId: number, returnCode: number): void {
    const awaited = this.#awaited.take('REGACK', msgId);
    const topic = awaited?.topic ?? this.#ahead.answered(msgId);
    if (topic === undefined) return;
    this.#settle(topic, awaited?.held, returnCode);
    this.#announce();
    this.pump();
  }

  puback(topicId: number, msgId: number, returnCode: number): void {
    if (returnCode !== RETURN_CODE.accepted) {
      this.#rejected(topicId, msgId, returnCode);
    } else {
      this.#awaited.take('PUBACK', msgId)?.held.message.acknowledge();
    }
    this.pump();
  }

  /** The client has the message now, whatever becomes of the rest of the exchange. */
  pubrec(msgId: number): void {
    const awaited = this.#awaited.take('PUBREC', msgId);
    if (awaited !== undefined) {
      awaited.held.message.acknowledge();
      this.#ask({ answer: 'PUBCOMP' }, { type: 'PUBREL', msgId }, msgId);
    } else if (this.#awaited.is('PUBCOMP', msgId)) {
      this.#awaited.again();
    }
  }

  pubcomp(msgId: number): void {
    if (this.#awaited.take('PUBCOMP', msgId) !== undefined) this.pump();
  }

  #deliver(held: Held): void {
    const reference = this.#port.topics.reference(held.message.topic, this.#port.now());
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

  #register(held: Held, topic: Topic): void {
    const sent = this.#ahead.take(topic) ?? this.#sendRegister(topic);
    if (sent === undefined) this.#drop(held.message, TOO_LONG);
    else {
      this.#awaited.await({ answer: 'REGACK', topic, held }, sent);
      this.#announce();
    }
  }

  #settle(topic: Topic, held: Held | undefined, returnCode: number): void {
    if (returnCode === RETURN_CODE.accepted) {
      topic.known = true;
      if (held !== undefined) this.#publish(held, { kind: 'normal', id: topic.id });
    } else {
      const later = this.#port.now() + CONGESTION_WAIT_MS;
      topic.refusedUntilMs = returnCode === RETURN_CODE.congestion ? later : Infinity;
      if (held !== undefined) this.#drop(held.message, 'the client refused its topic');
    }
  }

  #sendRegister(topic: Topic): Sent | undefined {
    const msgId = this.#nextMsgId();
    return this.#send({ type: 'REGISTER', topicId: topic.id, msgId, topicName: topic.name }, msgId);
  }

  /** Where many messages wait, topics of the next ones are registered while this one is. */
  #announce(): void {
    if (this.#queue.fill === 'roomy' || !this.#port.listening) return;
    for (const { message } of this.#queue.first(AHEAD)) {
      if (this.#ahead.isFull(this.#port.now())) return;
      const reference = this.#port.topics.reference(message.topic, this.#port.now());
      if (reference.kind !== 'unknown' || this.#awaited.isAbout(reference.topic)) continue;
      this.#ahead.announce(reference.topic);
    }
  }

  #publish(held: Held, topic: TopicId): void {
    const { qos, retain, payload } = held.message;
    const msgId = qos === 0 ? 0 : this.#nextMsgId();
    const message = { type: 'PUBLISH', dup: false, qos, retain, topic, msgId, data: payload } as const;
    if (qos !== 0) {
      this.#ask({ answer: qos === 1 ? 'PUBACK' : 'PUBREC', topic, held }, message, msgId);
    } else if (this.#port.send(message)) {
      const untilMs = this.#port.now() + this.#port.settings.retryIntervalMs;
      this.#lastUnacknowledged = { held, topic, untilMs };
      held.message.acknowledge();
      this.#keepPace();
    } else {
      this.#drop(held.message, TOO_LONG);
    }
  }

  /** The client's socket would lose the end of a long burst. */
  #keepPace(): void {
    const waitMs = this.#pace.next(this.#port.now());
    if (waitMs === 0) return;
    this.#isPaced = true;
    this.#port.later(waitMs, () => {
      this.#isPaced = false;
      this.pump();
    });
  }

  #ask(expected: Expected, message: Message, msgId: number): void {
    const sent = this.#send(message, msgId);
    if (sent !== undefined) this.#awaited.await(expected, sent);
    else if ('held' in expected) this.#drop(expected.held.message, TOO_LONG);
  }

  #send(message: Message, msgId: number): Sent | undefined {
    return this.#port.send(message) ? { message, msgId, atMs: this.#port.now() } : undefined;
  }

  /** PUBACK with an error answers any QoS (§6.6); for QoS 0 its message id is 0. */
  #rejected(topicId: number, msgId: number, returnCode: number): void {
    const rejected =
      this.#awaited.take('PUBACK', msgId) ?? this.#awaited.take('PUBREC', msgId) ?? this.#ofQos0(topicId);
    if (rejected === undefined) return;
    const { held, topic } = rejected;
    if (returnCode === RETURN_CODE.congestion) {
      this.#pausedUntilMs = this.#port.now() + CONGESTION_WAIT_MS;
      this.#queue.putBack(held);
    } else if (returnCode === RETURN_CODE.invalidTopicId && !held.repaired) {
      this.#port.topics.forget(topic);
      held.repaired = true;
      this.#queue.putBack(held);
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

  #regulate(): void {
    const isListening = this.#port.listening && !this.#isPaused;
    this.#backPressure.update(this.#queue.fill, isListening, this.#port.now());
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
