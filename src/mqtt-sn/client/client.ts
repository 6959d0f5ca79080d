import { decode } from '../codec/decode.ts';
import { encode, MAX_DATAGRAM } from '../codec/encode.ts';
import type { Message, MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { CONGESTION_WAIT_MS } from '../timers.ts';
import type { ClientEvent } from './event.ts';
import { Exchange, type ExchangePort } from './exchange.ts';
import { Inbox } from './inbox.ts';
import { KeepAlive } from './keep-alive.ts';
import { type Done, type Operation, Operations } from './operations.ts';
import { type Procedure, Rejected } from './procedure.ts';
import {
  connecting,
  type Delivery,
  disconnecting,
  pinging,
  publishing,
  searching,
  subscribing,
  unsubscribing,
  updatingWill,
} from './procedures.ts';
import type { ClientMessage, ClientSettings, ClientWill } from './settings.ts';
import { ClientTopics } from './topics.ts';

/** What a client needs of the world; it has no clock and no socket of its own. */
export interface ClientPort {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  send(datagram: Buffer): void;
  /** Whether messages of QoS 1 and 2 are to be acknowledged now; left out: always. */
  takes?(): boolean;
  event(event: ClientEvent): void;
}

/** What a PUBLISH leaves for its data: its header takes 4 octets, flags, topic id and message id 5. */
const MAX_PAYLOAD = MAX_DATAGRAM - 9;

/** Gateways that say DISCONNECT this often in a row, each time at once, are given time. */
const QUICK_ENDS = 3;

/**
 * `asleep`: the gateway keeps messages until `wake` asks for them (MQTT-SN 1.2 §6.14). `ended`: for good, in order or
 * because the gateway is silent.
 */
type State = 'idle' | 'connecting' | 'connected' | 'leaving' | 'asleep' | 'awake' | 'ended';

/**
 * An MQTT-SN 1.2 client: datagrams, wishes and time in; datagrams and events out. Wishes are fulfilled one after the
 * other, as the text demands for REGISTER, SUBSCRIBE and PUBLISH (§6.5, §6.6, §6.9), and survive reconnections.
 */
export class Client {
  readonly topics: ClientTopics;
  readonly #settings: ClientSettings;
  readonly #port: ClientPort;
  readonly #exchanges: ExchangePort;
  readonly #inbox: Inbox;
  readonly #subscriptions = new Map<string, 0 | 1 | 2>();
  readonly #operations: Operations;
  readonly #keepAlive: KeepAlive;
  #connecting: Exchange<number> | undefined;
  #state: State = 'idle';
  #wasConnected = false;
  #pausedUntilMs = 0;
  #lastMsgId = 0;
  #connectedAtMs = 0;
  /** When to connect again. */
  #connectAtMs = Infinity;
  #quickEnds = 0;
  #lastQos0: Delivery | undefined;

  constructor(settings: ClientSettings, port: ClientPort) {
    this.#settings = settings;
    this.#port = port;
    this.topics = new ClientTopics(settings.predefined);
    this.#exchanges = {
      retryIntervalMs: settings.retryIntervalMs,
      retries: settings.retries,
      now: () => port.now(),
      send: (message) => this.#send(message),
      congested: (waitMs) => port.event({ kind: 'congested', waitMs }),
    };
    this.#operations = new Operations({
      exchanges: this.#exchanges,
      mayBegin: () => this.#state === 'connected' && this.#pausedUntilMs <= port.now(),
      silent: (asked) => this.#lose(asked),
    });
    this.#keepAlive = new KeepAlive(this.#exchanges, settings.keepAliveS, () => this.#lose('PINGREQ'));
    this.#inbox = new Inbox({
      topics: this.topics,
      send: (message) => this.#send(message),
      takes: () => port.takes?.() ?? true,
      deliver: (message) => port.event({ kind: 'message', message }),
    });
  }

  get isConnected(): boolean {
    return this.#state === 'connected';
  }

  get isAsleep(): boolean {
    return this.#state === 'asleep';
  }

  /** Nothing is under way or waiting. */
  get isIdle(): boolean {
    return this.#operations.isIdle;
  }

  /** Connects, also from sleep; `connected`, `refused` or `lost` follows. */
  connect(): void {
    if (this.#state !== 'asleep') {
      this.topics.clear();
      this.#inbox.clear();
    }
    this.#keepAlive.stop();
    this.#connectAtMs = Infinity;
    this.#state = 'connecting';
    this.#connecting = new Exchange(this.#exchanges, connecting(this.#settings, this.#settings.cleanSession));
    this.#connecting.start();
  }

  publish(message: ClientMessage, done: Done): void {
    if (message.payload.length > MAX_PAYLOAD) {
      const words = `more than the ${MAX_PAYLOAD} octets that fit a UDP datagram`;
      const error = new Rejected(`${message.payload.length} octets`, RETURN_CODE.notSupported, words);
      done({ error });
      return;
    }
    if (message.qos === -1) {
      done(this.#publishUnconnected(message));
      return;
    }
    const delivery: Delivery = { message, wasSent: false, isReceived: false };
    const remember = (): void => {
      if (message.qos === 0) this.#lastQos0 = delivery;
    };
    this.#enqueue({
      begin: () => publishing(this.#context, delivery),
      done: (outcome) => {
        remember();
        done(outcome);
      },
    });
  }

  /** Subscribes, now and after every reconnection; the result is the QoS granted. */
  subscribe(filter: string, qos: 0 | 1 | 2, done: Done<0 | 1 | 2>): void {
    this.#enqueue({
      begin: () => subscribing(this.#context, filter, qos),
      done: (outcome) => {
        if ('result' in outcome) this.#subscriptions.set(filter, qos);
        done(outcome);
      },
    });
  }

  unsubscribe(filter: string, done: Done): void {
    this.#subscriptions.delete(filter);
    this.#enqueue({ begin: () => unsubscribing(this.#context, filter), done });
  }

  /** Changes the will, or deletes it. */
  updateWill(will: ClientWill | undefined, done: Done): void {
    this.#enqueue({ begin: () => updatingWill(will), done });
  }

  /** Asks who is a gateway here; works without a connection. */
  search(radius: number, done: Done<number>): void {
    this.#operations.run({ begin: () => searching(radius), done });
  }

  /** Goes to sleep once everything is done; the gateway keeps what comes for at most `durationS`. */
  sleep(durationS: number, done: Done): void {
    this.#enqueue({
      begin: () => this.#leaving(disconnecting(durationS)),
      done: (outcome) => {
        this.#state = 'asleep';
        done(outcome);
      },
    });
  }

  /** Asks for what the gateway kept; done when all of it has come, and the client sleeps again. */
  wake(done: Done): void {
    if (this.#state !== 'asleep') throw new Error('only a sleeping client wakes');
    this.#state = 'awake';
    this.#operations.run({
      begin: () => pinging(this.#settings.clientId),
      done: (outcome) => {
        if (this.#state === 'awake') this.#state = 'asleep';
        done(outcome);
      },
    });
  }

  /** Disconnects once everything is done; what needs a connection that isn't there fails. */
  disconnect(done: Done): void {
    const end = (): void => {
      this.#state = 'ended';
      this.#operations.fail(new Error('the client is not connected'));
    };
    if (this.#state === 'ended' || this.#state === 'idle') {
      end();
      done({ result: undefined });
      return;
    }
    const operation: Operation<void> = {
      begin: () => this.#leaving(disconnecting()),
      done: (outcome) => {
        end();
        done(outcome);
      },
    };
    if (this.#state === 'asleep') this.#operations.run(operation);
    else this.#enqueue(operation);
  }

  /** Asks at once whether the gateway is still there. */
  probe(): void {
    if (this.#state === 'connected') this.#keepAlive.ping();
  }

  /** Ends an attempt to connect; what was wished for waits for the next. */
  halt(): void {
    if (this.#state === 'ended') this.#state = 'idle';
    if (this.#state === 'connecting') this.#state = 'idle';
    this.#connecting = undefined;
    this.#connectAtMs = Infinity;
  }

  /** Ends without waiting for anything; the gateway is told where it doesn't know yet. */
  leave(): void {
    if (this.#isListening) this.#send({ type: 'DISCONNECT' });
    this.#state = 'ended';
  }

  receive(datagram: Buffer): void {
    const decoded = decode(datagram);
    if ('malformed' in decoded) this.#port.event({ kind: 'malformed', reason: decoded.malformed });
    else this.#handle(decoded.message);
  }

  /** Sends again what was not answered, and PINGREQ; to be called several times in each retry interval. */
  tick(): void {
    if (this.#state === 'idle' && this.#port.now() >= this.#connectAtMs) this.connect();
    const progress = this.#connecting?.tick();
    if (progress === 'silent') this.#lose('CONNECT');
    this.#keepAlive.tick();
    this.#operations.tick();
  }

  get #context() {
    return { topics: this.topics, newMsgId: () => this.#newMsgId() };
  }

  #handle(message: Message): void {
    if (this.#state === 'ended') return;
    if (this.#isListening && this.#inbox.receive(message)) return;
    if (this.#receiveConnecting(message)) return;
    if (this.#operations.receive(message) || this.#keepAlive.receive(message)) return;
    switch (message.type) {
      case 'DISCONNECT':
        // Asleep, it can only be a second answer to our own.
        if (this.#isListening) this.#reconnect();
        return;
      case 'PUBACK':
        this.#rejectedQos0(message);
        return;
      case 'ADVERTISE':
      case 'GWINFO':
        this.#port.event({ kind: 'gateway', gatewayId: message.gatewayId });
        return;
      default:
        return;
    }
  }

  get #isListening(): boolean {
    return this.#state === 'connected' || this.#state === 'leaving' || this.#state === 'awake';
  }

  #receiveConnecting(message: Message): boolean {
    const progress = this.#connecting?.receive(message);
    if (progress?.kind === 'done') this.#answered(progress.result);
    return progress !== undefined;
  }

  #answered(returnCode: number): void {
    this.#connecting = undefined;
    if (returnCode !== RETURN_CODE.accepted) {
      this.#state = 'idle';
      this.#port.event({ kind: 'refused', returnCode });
      return;
    }
    this.#state = 'connected';
    this.#connectedAtMs = this.#port.now();
    this.#keepAlive.start();
    const again = this.#wasConnected;
    this.#wasConnected = true;
    if (again) this.#subscribeAgain();
    this.#port.event({ kind: 'connected', again });
    this.#operations.next();
  }

  #subscribeAgain(): void {
    const operations = [...this.#subscriptions].map(([filter, qos]) => ({
      begin: () => subscribing(this.#context, filter, qos),
      done: () => {},
    }));
    this.#operations.addInFront(operations);
  }

  /** The gateway doesn't know this client any more (§6.12). */
  #reconnect(): void {
    this.#operations.interrupt();
    this.#keepAlive.stop();
    this.#state = 'idle';
    this.#port.event({ kind: 'disconnected' });
    const { retryIntervalMs } = this.#settings;
    const wasQuick = this.#port.now() - this.#connectedAtMs < retryIntervalMs;
    this.#quickEnds = wasQuick ? this.#quickEnds + 1 : 0;
    this.#connectAtMs = this.#port.now() + (this.#quickEnds > QUICK_ENDS ? retryIntervalMs : 0);
    this.tick();
  }

  #enqueue<R>(operation: Operation<R>): void {
    if (this.#state === 'ended') {
      operation.done({ error: new Error('the connection is lost') });
      return;
    }
    this.#operations.add(operation);
  }

  *#leaving(procedure: Procedure<void>): Procedure<void> {
    this.#state = 'leaving';
    this.#keepAlive.stop();
    yield* procedure;
  }

  /** PUBACK with an error for a message of QoS 0, which the gateway sends unasked (§6.6). */
  #rejectedQos0({ msgId, returnCode }: MessageOf<'PUBACK'>): void {
    const delivery = this.#lastQos0;
    if (msgId !== 0 || delivery === undefined) return;
    this.#lastQos0 = undefined;
    if (returnCode === RETURN_CODE.congestion) {
      this.#pausedUntilMs = this.#port.now() + CONGESTION_WAIT_MS;
      this.#port.event({ kind: 'congested', waitMs: CONGESTION_WAIT_MS });
    } else if (returnCode === RETURN_CODE.invalidTopicId) {
      const topic = this.topics.find(delivery.message.topic);
      if (topic !== undefined) this.topics.forget(delivery.message.topic, topic);
      this.#operations.addInFront([{ begin: () => publishing(this.#context, delivery), done: () => {} }]);
      this.#operations.next();
    }
  }

  /** QoS -1 (§6.8). */
  #publishUnconnected({ topic: name, payload: data, retain }: ClientMessage): Parameters<Done>[0] {
    const topic = this.topics.wellKnown(name);
    if (topic === undefined) {
      const words = 'QoS -1 needs a topic of two octets or a predefined id';
      return { error: new Rejected(`'${name}'`, RETURN_CODE.invalidTopicId, words) };
    }
    this.#send({ type: 'PUBLISH', dup: false, qos: -1, retain, topic, msgId: 0, data });
    return { result: undefined };
  }

  /** Nobody answers: whatever is waiting will not happen. A DISCONNECT without answer does no harm. */
  #lose(unanswered: string): void {
    const wasLeaving = this.#state === 'leaving';
    this.#state = 'ended';
    this.#connecting = undefined;
    this.#keepAlive.stop();
    if (!wasLeaving) this.#port.event({ kind: 'lost', unanswered });
    this.#operations.fail(new Error(`no answer to ${unanswered}`));
  }

  #newMsgId(): number {
    this.#lastMsgId = this.#lastMsgId === 0xffff ? 1 : this.#lastMsgId + 1;
    return this.#lastMsgId;
  }

  #send(message: Message): void {
    this.#port.send(encode(message));
  }
}
