import { datagramOf } from '../codec/datagram.ts';
import { decode } from '../codec/decode.ts';
import { MAX_DATAGRAM } from '../codec/encode.ts';
import type { Message } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { Connection } from './connection.ts';
import type { ClientEvent } from './event.ts';
import type { ExchangePort } from './exchange.ts';
import { Inbox } from './inbox.ts';
import { type Done, type Operation, Operations } from './operations.ts';
import { type Procedure, Rejected } from './procedure.ts';
import {
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
import { Unacknowledged } from './unacknowledged.ts';

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

/**
 * An MQTT-SN 1.2 client: datagrams, wishes and time in; datagrams and events out. Wishes are fulfilled one after the
 * other, as the text demands for REGISTER, SUBSCRIBE and PUBLISH (§6.5, §6.6, §6.9), and survive reconnections.
 */
export class Client {
  readonly topics: ClientTopics;
  readonly #settings: ClientSettings;
  readonly #port: ClientPort;
  readonly #connection: Connection;
  readonly #inbox: Inbox;
  readonly #subscriptions = new Map<string, 0 | 1 | 2>();
  readonly #operations: Operations;
  readonly #unacknowledged: Unacknowledged;
  #lastMsgId = 0;

  constructor(settings: ClientSettings, port: ClientPort) {
    this.#settings = settings;
    this.#port = port;
    this.topics = new ClientTopics(settings.predefined);
    const exchanges: ExchangePort = {
      retryIntervalMs: settings.retryIntervalMs,
      retries: settings.retries,
      now: () => port.now(),
      send: (message) => this.#send(message),
      congested: (waitMs) => port.event({ kind: 'congested', waitMs }),
    };
    this.#operations = new Operations({
      exchanges,
      mayBegin: () => this.isConnected && !this.#unacknowledged.isPaused,
      silent: (asked) => this.#connection.lose(asked),
    });
    this.#unacknowledged = new Unacknowledged({
      topics: this.topics,
      now: () => port.now(),
      congested: (waitMs) => port.event({ kind: 'congested', waitMs }),
      publishAgain: (delivery) => this.#publishAgain(delivery),
    });
    this.#connection = new Connection(settings, {
      exchanges,
      event: (event) => port.event(event),
      forget: () => {
        this.topics.clear();
        this.#inbox.clear();
      },
      connected: (again) => this.#connected(again),
      interrupt: () => this.#operations.interrupt(),
      fail: (error) => this.#operations.fail(error),
    });
    this.#inbox = new Inbox({
      topics: this.topics,
      send: (message) => this.#send(message),
      takes: () => port.takes?.() ?? true,
      deliver: (message) => port.event({ kind: 'message', message }),
    });
  }

  get isConnected(): boolean {
    return this.#connection.state === 'connected';
  }

  get isAsleep(): boolean {
    return this.#connection.state === 'asleep';
  }

  /** Nothing is under way or waiting. */
  get isIdle(): boolean {
    return this.#operations.isIdle;
  }

  /** Connects, also from sleep; `connected`, `refused` or `lost` follows. */
  connect(): void {
    this.#connection.connect();
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
    this.#enqueue({
      begin: () => publishing(this.#context, delivery),
      done: (outcome) => {
        if (message.qos === 0) this.#unacknowledged.sent(delivery);
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
        this.#connection.enter('asleep');
        done(outcome);
      },
    });
  }

  /** Asks for what the gateway kept; done when all of it has come, and the client sleeps again. */
  wake(done: Done): void {
    if (!this.isAsleep) throw new Error('only a sleeping client wakes');
    this.#connection.enter('awake');
    this.#operations.run({
      begin: () => pinging(this.#settings.clientId),
      done: (outcome) => {
        if (this.#connection.state === 'awake') this.#connection.enter('asleep');
        done(outcome);
      },
    });
  }

  /** Disconnects once everything is done; what needs a connection that isn't there fails. */
  disconnect(done: Done): void {
    const end = (): void => {
      this.#connection.enter('ended');
      this.#operations.fail(new Error('the client is not connected'));
    };
    const { state } = this.#connection;
    if (state === 'ended' || state === 'idle') {
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
    if (state === 'asleep') this.#operations.run(operation);
    else this.#enqueue(operation);
  }

  /** Asks at once whether the gateway is still there. */
  probe(): void {
    this.#connection.probe();
  }

  /** Ends an attempt to connect; what was wished for waits for the next. */
  halt(): void {
    this.#connection.halt();
  }

  /** Ends without waiting for anything; the gateway is told where it doesn't know yet. */
  leave(): void {
    if (this.#connection.isListening) this.#send({ type: 'DISCONNECT' });
    this.#connection.enter('ended');
  }

  receive(datagram: Buffer): void {
    const decoded = decode(datagram);
    if ('malformed' in decoded) this.#port.event({ kind: 'malformed', reason: decoded.malformed });
    else this.#handle(decoded.message);
  }

  /** Sends again what was not answered, and PINGREQ; to be called several times in each retry interval. */
  tick(): void {
    this.#connection.tick();
    this.#operations.tick();
  }

  get #context() {
    return { topics: this.topics, newMsgId: () => this.#newMsgId() };
  }

  #handle(message: Message): void {
    const connection = this.#connection;
    if (connection.state === 'ended') return;
    if (connection.isListening && this.#inbox.receive(message)) return;
    if (connection.receiveConnecting(message)) return;
    if (this.#operations.receive(message) || connection.receivePingresp(message)) return;
    switch (message.type) {
      case 'DISCONNECT':
        connection.disconnected();
        return;
      case 'PUBACK':
        this.#unacknowledged.rejected(message);
        return;
      case 'ADVERTISE':
      case 'GWINFO':
        this.#port.event({ kind: 'gateway', gatewayId: message.gatewayId });
        return;
      default:
        return;
    }
  }

  #connected(again: boolean): void {
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

  #enqueue<R>(operation: Operation<R>): void {
    if (this.#connection.state === 'ended') {
      operation.done({ error: new Error('the connection is lost') });
      return;
    }
    this.#operations.add(operation);
  }

  *#leaving(procedure: Procedure<void>): Procedure<void> {
    this.#connection.leaving();
    yield* procedure;
  }

  #publishAgain(delivery: Delivery): void {
    this.#operations.addInFront([{ begin: () => publishing(this.#context, delivery), done: () => {} }]);
    this.#operations.next();
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

  #newMsgId(): number {
    this.#lastMsgId = this.#lastMsgId === 0xffff ? 1 : this.#lastMsgId + 1;
    return this.#lastMsgId;
  }

  /** Throws Rejected if it doesn't fit a datagram. */
  #send(message: Message): void {
    const datagram = datagramOf(message);
    if (datagram === undefined) {
      const what = `${message.type} does not fit a UDP datagram of ${MAX_DATAGRAM} octets`;
      throw new Rejected(what, RETURN_CODE.notSupported, 'use a shorter topic or payload');
    }
    this.#port.send(datagram);
  }
}
