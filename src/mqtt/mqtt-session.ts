import type { Duplex } from 'node:stream';
import { type IConnackPacket, MqttClient } from 'mqtt';
import { writeToStream } from 'mqtt-packet';
import { Failure } from '../failure.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import {
  type IncomingMessage,
  MessageDropped,
  type OutgoingMessage,
  type Session,
  type SessionObserver,
} from '../session.ts';
import { settledWithin } from '../timers.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { type BrokerEndpoints, createBrokerEndpoints } from './broker-endpoints.ts';
import { clientOptions } from './client-options.ts';
import { unreachable } from './connection-error.ts';
import { InternedTopics } from './interned-topics.ts';
import { messageProperties } from './message-properties.ts';
import { Qos2Sender } from './qos2-sender.ts';
import { withQos01Receiver } from './qos01-receiver.ts';
import { Qos01Sender } from './qos01-sender.ts';
import { disconnection, errorCodeOf, refusedMessage, refusedPublish } from './refusal.ts';
import { createRefusedMessageWatch } from './refused-message.ts';
import { type ServerLimits, serverLimits } from './server-limits.ts';
import type { ConnectionSettings } from './settings.ts';
import { subscribeClient } from './subscribe.ts';

/** The embedded broker as a client sees it: a substitute for an absent broker. */
export interface FallbackBroker {
  /** Starts to host, unless another process does. Resolves with true if this process is the host. */
  tryHost(): Promise<boolean>;
  close(): Promise<void>;
}

export interface SessionParts {
  readonly settings: ConnectionSettings;
  readonly observer: SessionObserver;
  /** Ends the attempts at the first connection. */
  readonly signal: AbortSignal;
  /** Given if the user named no broker: hosts one when there is none. */
  readonly host?: FallbackBroker;
}

/**
 * Publishers wait this long after a take-over: subscribers come back first. A take-over takes some 30 ms,
 * and each client reconnects within a few retries.
 */
const AFTER_TAKEOVER_MS = 400;
const HOSTED_RETRY_MS = 100;

/**
 * Connects over MQTT and stays connected. Resolves when the first connection is open; rejects with a Failure if the
 * broker can't be reached or refuses.
 */
export async function openMqttSession(parts: SessionParts): Promise<Session> {
  const session = new MqttSession(parts, await createBrokerEndpoints(parts.settings));
  const interrupted = () =>
    session.lose(new Failure('interrupted before it was connected', Number(parts.signal.reason)));
  parts.signal.addEventListener('abort', interrupted, { once: true });
  if (parts.signal.aborted) interrupted();
  await session.whenOpen();
  parts.signal.removeEventListener('abort', interrupted);
  if (session.failure) throw session.failure;
  return session;
}

// mqtt-packet's table of all numbers in two bytes takes 15 ms and 9 MB to make, and few packets use it.
writeToStream.cacheNumbers = false;

/**
 * A session on mqtt.js, whose part is CONNECT, SUBSCRIBE, QoS 2, the timers of PINGREQ and of the attempts to connect,
 * and every unusual packet. The frequent packets pass by mqtt.js, because there each costs more CPU: PUBLISH of QoS 0
 * and 1 goes out through Qos01Sender (1.8 times as fast), and comes in, like PUBACK, through Qos01Receiver.
 */
class MqttSession implements Session {
  failure: Failure | undefined;
  readonly lost: Promise<Failure>;
  readonly #parts: SessionParts;
  readonly #endpoints: BrokerEndpoints;
  readonly #client: MqttClient;
  readonly #attempts: Attempts;
  readonly #qos01Sender: Qos01Sender;
  readonly #qos2Sender: Qos2Sender;
  readonly #topics = new InternedTopics();
  #resolveLost: (failure: Failure) => void = () => {};
  #openers: (() => void)[] = [];
  #isOpen = false;
  #isClosing = false;
  /** True if the last message from mqtt.js was taken. */
  #isTaking = true;
  #connections = 0;
  readonly #refused = createRefusedMessageWatch();
  /** Of the present connection. */
  #limits: ServerLimits | undefined;
  /** When the broker accepted this connection. A kept session sends its messages again from then on. */
  #acceptedAtMs: number | undefined;
  /** On the present connection: messages in both directions, and acknowledgements. */
  #messages = 0;
  #acknowledged = 0;
  /** DISCONNECT came. */
  #isExplained = false;

  constructor(parts: SessionParts, endpoints: BrokerEndpoints) {
    this.#parts = parts;
    this.#endpoints = endpoints;
    const retryInMs = parts.host && HOSTED_RETRY_MS;
    this.#attempts = createAttempts(parts.settings, () => endpoints.current, Date.now, retryInMs);
    this.lost = new Promise((resolve) => {
      this.#resolveLost = resolve;
    });
    const options = { ...clientOptions(parts.settings), reconnectPeriod: HOSTED_RETRY_MS };
    this.#client = new MqttClient(() => this.#openStream(), options);
    this.#qos01Sender = new Qos01Sender({ hasProperties: this.#hasProperties, refused: refusedMessage });
    this.#qos2Sender = new Qos2Sender(this.#client, (error) => this.#willReopen(error));
    this.#client.on('packetreceive', (packet) => {
      if (packet.cmd === 'connack') this.#acceptedAtMs = steadyMs();
      // Qos01Receiver leaves refusals and other unusual packets to mqtt.js.
      if (packet.cmd === 'pubcomp') this.#acknowledged++;
      if (packet.cmd === 'puback') this.#qos01Sender.acknowledged(packet.messageId ?? 0, packet.reasonCode);
      // Before mqtt.js sends its unacknowledged messages again.
      else if (packet.cmd === 'connack' && !this.#isKept(packet)) this.#qos2Sender.requeueUnacknowledged();
    });
    this.#client.on('connect', (connack) => this.#onConnect(connack));
    this.#client.on('error', (error) => this.#onError(error));
    // In front of mqtt.js' own listener, because the listener reads the wait set here.
    this.#client.prependListener('close', () => this.#onClose());
    this.#client.on('disconnect', ({ reasonCode }) => this.#onDisconnect(reasonCode ?? 0));
    this.#client.on('message', (topic, payload, packet) => {
      const { qos, retain, dup, messageId = 0 } = packet;
      const properties = messageProperties(packet);
      this.#isTaking = this.#take({ topic, payload, qos, retain, dup, packetId: messageId, properties });
    });
    // Called after 'message'. mqtt.js acknowledges unless it is handed an error.
    this.#client.handleMessage = (_packet, callback) => callback(this.#isTaking ? undefined : NOT_TAKEN);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  whenOpen(): Promise<void> {
    if (this.#isOpen || this.failure) return Promise.resolve();
    return new Promise((resolve) => this.#openers.push(resolve));
  }

  publish(message: OutgoingMessage, done: (error?: Error) => void): void {
    const unsent = message.qos <= 0 && !this.#isOpen ? NOT_CONNECTED : undefined;
    const refused = this.failure ?? unsent ?? this.#limits?.(message);
    this.#messages++;
    if (refused) {
      done(refused);
    } else if (message.qos !== 2) {
      this.#qos01Sender.publish(message, done);
    } else {
      this.#qos2Sender.enqueue(message, this.#isOpen, (error, packet) =>
        done(refusedPublish(error, packet) ?? error),
      );
    }
  }

  async subscribe(filters: readonly string[], qos: Qos): Promise<void> {
    const refused = (filter: string): void =>
      this.#parts.observer.onState?.({ kind: 'refused-filter', filter });
    for (;;) {
      try {
        return await subscribeClient(this.#client, filters, qos, refused);
      } catch (error) {
        // The connection broke before the broker had answered: ask again on the next.
        if (error instanceof Failure || this.#isOpen || this.#isClosing || this.failure) throw error;
        await this.whenOpen();
      }
    }
  }

  async close(timeoutMs: number): Promise<void> {
    this.#isClosing = true;
    this.#isOpen = false;
    if (!this.failure) {
      await settledWithin(timeoutMs, this.#end());
      this.#client.end(true);
      this.#fail(UNACKNOWLEDGED);
    }
    await this.#parts.host?.close();
  }

  async #end(): Promise<void> {
    if (this.#client.connected) await this.#qos01Sender.idle();
    await this.#client.endAsync(!this.#client.connected);
  }

  lose(failure: Failure): void {
    if (this.failure || this.#isClosing) return;
    this.failure = failure;
    this.#isOpen = false;
    this.#client.end(true);
    this.#fail(failure);
    this.#resolveLost(failure);
    this.#releaseOpeners();
  }

  /** Ends each publish under way with this error. */
  #fail(error: Error): void {
    this.#qos01Sender.fail(error);
    this.#qos2Sender.fail(error);
  }

  /** True if a publish failed for want of a connection, and the connection may come back. */
  #willReopen(error: Error): boolean {
    return errorCodeOf(error) === undefined && !this.#isOpen && !this.#isClosing && !this.failure;
  }

  get #hasProperties(): boolean {
    return this.#parts.settings.mqttVersion === 5;
  }

  /** True if the broker kept the session. CONNACK of MQTT 3.1 doesn't tell. */
  #isKept({ sessionPresent }: IConnackPacket): boolean {
    const { clean, mqttVersion } = this.#parts.settings;
    return !clean && (mqttVersion === 3 || sessionPresent);
  }

  #onConnect(connack: IConnackPacket): void {
    const { sessionPresent } = connack;
    this.#messages = 0;
    this.#acknowledged = 0;
    this.#isExplained = false;
    const again = this.#connections++ > 0;
    this.#attempts.connected();
    const { host, port } = this.#endpoints.current;
    const node = this.#parts.settings.otherEndpoints.length > 0 ? `${host}:${port}` : undefined;
    this.#parts.observer.onState?.({ kind: 'connected', again, sessionPresent, node });
    if (this.#parts.host && again) setTimeout(() => this.#open(connack), AFTER_TAKEOVER_MS);
    else this.#open(connack);
  }

  #open(connack: IConnackPacket): void {
    if (!this.#client.connected) return;
    this.#limits = serverLimits(connack.properties);
    this.#qos01Sender.open(this.#client.stream, {
      isKept: this.#isKept(connack),
      receiveMaximum: connack.properties?.receiveMaximum,
      isCautious: this.#refused.isSuspicious,
    });
    if (this.#isClosing) return;
    this.#isOpen = true;
    this.#qos2Sender.flush(this.#refused.isSuspicious);
    this.#releaseOpeners();
  }

  #releaseOpeners(): void {
    const openers = this.#openers;
    this.#openers = [];
    for (const open of openers) open();
  }

  #onError(error: Error): void {
    const failure = this.#attempts.failed(error);
    if (failure) this.lose(failure);
  }

  #onDisconnect(reasonCode: number): void {
    this.#isExplained = true;
    const failure = disconnection(reasonCode, this.#endpoints.current);
    if (failure) this.lose(failure);
  }

  #onClose(): void {
    this.#giveUpRefused();
    this.#isOpen = false;
    const hasMessages = this.#messages > 0 || !this.#qos01Sender.isIdle || !this.#qos2Sender.isIdle;
    this.#qos01Sender.close();
    if (this.failure || this.#isClosing) return;
    const loss = this.#attempts.closed({
      hasMessages,
      hasProgress: this.#acknowledged > 0,
      isExplained: this.#isExplained,
    });
    if (loss instanceof Failure) {
      this.lose(this.#refused.suspicion ?? loss);
      return;
    }
    if (this.#parts.host) this.#hostIfNobodyDoes(this.#parts.host);
    this.#client.options.reconnectPeriod = loss.retryInMs;
    this.#parts.observer.onState?.({ kind: this.#connections > 0 ? 'lost' : 'waiting', ...loss });
  }

  /** Passes over a message at which the broker closes every connection. */
  #giveUpRefused(): void {
    const acceptedAtMs = this.#acceptedAtMs;
    this.#acceptedAtMs = undefined;
    // A broker in a process of ours ends with that process, whatever it was sent.
    if (acceptedAtMs === undefined || this.#parts.host || this.#isClosing || this.failure) return;
    const oldest = this.#qos01Sender.oldest ?? this.#qos2Sender.oldest;
    const refused = this.#refused.closed(steadyMs() - acceptedAtMs, oldest);
    if (oldest === undefined || refused === undefined) return;
    this.#qos01Sender.giveUp(oldest, refused);
    this.#qos2Sender.giveUp(oldest, refused);
  }

  #hostIfNobodyDoes(host: FallbackBroker): void {
    host.tryHost().then(
      (hosting) => hosting && this.#parts.observer.onState?.({ kind: 'hosting' }),
      (error: Error) => this.lose(unreachable(error, this.#parts.settings)),
    );
  }

  /** Returns true if the message was taken. Otherwise the broker of a kept session keeps it. */
  #take(message: IncomingMessage): boolean {
    const { observer } = this.#parts;
    this.#messages++;
    const isTaking = observer.isTaking?.() ?? true;
    if (isTaking) observer.onMessage?.(message);
    return isTaking;
  }

  #openStream(): Duplex {
    const stream = this.#endpoints.dialNext();
    // mqtt.js reports no errors without a code. Some of them (of WebSocket) name the cause.
    stream.on('error', (error: Error) => void this.#attempts.failed(error));
    return withQos01Receiver(stream, this.#topics, {
      hasProperties: this.#hasProperties,
      onMessage: (message) => this.#take(message),
      onAcknowledged: (id) => {
        this.#acknowledged++;
        this.#qos01Sender.acknowledged(id);
      },
      onAlive: () => this.#client.reschedulePing(),
    });
  }
}

/** A clock without leaps, in milliseconds. `performance` loads ten modules of Node at its first use. */
function steadyMs(): number {
  return process.uptime() * 1000;
}

const NOT_TAKEN = new Error('not taken');
const NOT_CONNECTED = new MessageDropped('not connected');
/** Not a MessageDropped, because QoS 1 and 2 promise delivery. */
const UNACKNOWLEDGED = new Error('the broker has not acknowledged it before the end');
