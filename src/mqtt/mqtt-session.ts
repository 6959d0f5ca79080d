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
import { type Attempts, createAttempts } from './attempts.ts';
import { clientOptions } from './client-options.ts';
import { unreachable } from './connection-error.ts';
import { createNodes, type Nodes } from './nodes.ts';
import { Outbox } from './outbox.ts';
import { PublishLane } from './publish-lane.ts';
import { withReceiveLane } from './receive-lane.ts';
import { disconnection, reasonCode, refusedMessage, refusedPublish } from './refusal.ts';
import type { ConnectionSettings } from './settings.ts';
import { subscribeClient } from './subscribe.ts';
import { TopicNames } from './topic-names.ts';
import { within } from './within.ts';

/** The embedded broker as a client sees it: something that may take the place of a broker that isn't there. */
export interface BrokerHost {
  /** Starts to host, unless somebody else does; resolves with whether this process is the host. */
  tryHost(): Promise<boolean>;
  close(): Promise<void>;
}

export interface SessionParts {
  readonly settings: ConnectionSettings;
  readonly observer: SessionObserver;
  /** Aborted: stop trying to connect. */
  readonly signal: AbortSignal;
  /** Given where no broker was named: hosts one when there is none. */
  readonly host?: BrokerHost;
}

/**
 * After a take-over publishers wait this long, so that subscribers are back before them. A take-over takes
 * some 30 ms, everybody's reconnection a few retries more.
 */
const AFTER_TAKEOVER_MS = 400;
const HOSTED_RETRY_MS = 100;

/**
 * Connects over MQTT and stays connected. Resolves when the first connection stands; rejects with a Failure
 * when it can't be had, or the broker refuses.
 */
export async function openMqttSession(parts: SessionParts): Promise<Session> {
  const session = new MqttSession(parts, await createNodes(parts.settings));
  const interrupted = () =>
    session.lose(new Failure('interrupted before it was connected', Number(parts.signal.reason)));
  parts.signal.addEventListener('abort', interrupted, { once: true });
  if (parts.signal.aborted) interrupted();
  await session.whenOpen();
  parts.signal.removeEventListener('abort', interrupted);
  if (session.failure) throw session.failure;
  return session;
}

// A table of all numbers in two bytes takes 15 ms and 9 MB to make; the few packets that use it don't need it.
writeToStream.cacheNumbers = false;

class MqttSession implements Session {
  failure: Failure | undefined;
  readonly lost: Promise<Failure>;
  readonly #parts: SessionParts;
  readonly #nodes: Nodes;
  readonly #client: MqttClient;
  readonly #attempts: Attempts;
  /** Publishes at QoS 0 and 1. */
  readonly #lane: PublishLane;
  /** Publishes at QoS 2. */
  readonly #outbox: Outbox;
  readonly #topicNames = new TopicNames();
  #resolveLost: (failure: Failure) => void = () => {};
  #openers: (() => void)[] = [];
  #isOpen = false;
  #isClosing = false;
  /** Whether the message that came last was taken. */
  #isTaking = true;
  #connections = 0;

  constructor(parts: SessionParts, nodes: Nodes) {
    this.#parts = parts;
    this.#nodes = nodes;
    const retryInMs = parts.host && HOSTED_RETRY_MS;
    this.#attempts = createAttempts(parts.settings, () => nodes.current, Date.now, retryInMs);
    this.lost = new Promise((resolve) => {
      this.#resolveLost = resolve;
    });
    const options = { ...clientOptions(parts.settings), reconnectPeriod: HOSTED_RETRY_MS };
    this.#client = new MqttClient(() => this.#openStream(), options);
    this.#lane = new PublishLane({ hasProperties: this.#hasProperties, refused: refusedMessage });
    this.#outbox = new Outbox(this.#client, (error) => this.#willReopen(error));
    this.#client.on('packetreceive', (packet) => {
      // The refusals, and what else the lane leaves.
      if (packet.cmd === 'puback') this.#lane.acknowledged(packet.messageId ?? 0, packet.reasonCode);
      // Before mqtt.js sends again the messages that it holds as unacknowledged.
      else if (packet.cmd === 'connack' && !this.#isKept(packet)) this.#outbox.takeBack();
    });
    this.#client.on('connect', (connack) => this.#onConnect(connack));
    this.#client.on('error', (error) => this.#onError(error));
    // In front of mqtt.js' own listener, which reads the wait that is set here.
    this.#client.prependListener('close', () => this.#onClose());
    this.#client.on('disconnect', ({ reasonCode }) => this.#onDisconnect(reasonCode ?? 0));
    this.#client.on('message', (topic, payload, { qos, retain, dup }) => {
      this.#isTaking = this.#take({ topic, payload, qos, retain, dup });
    });
    // After 'message': only without an error mqtt.js acknowledges.
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
    const refused = this.failure ?? (message.qos <= 0 && !this.#isOpen ? NOT_CONNECTED : undefined);
    if (refused) {
      done(refused);
    } else if (message.qos !== 2) {
      this.#lane.publish(message, done);
    } else {
      this.#outbox.post(message, this.#isOpen, (error, packet) =>
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
        // The link broke before the broker had answered: ask again on the next.
        if (error instanceof Failure || this.#isOpen || this.#isClosing || this.failure) throw error;
        await this.whenOpen();
      }
    }
  }

  async close(timeoutMs: number): Promise<void> {
    this.#isClosing = true;
    this.#isOpen = false;
    if (!this.failure) {
      await within(timeoutMs, this.#end());
      this.#client.end(true);
      this.#fail(UNACKNOWLEDGED);
    }
    await this.#parts.host?.close();
  }

  async #end(): Promise<void> {
    if (this.#client.connected) await this.#lane.idle();
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

  /** Tells each publish that is under way why it will not be delivered. */
  #fail(error: Error): void {
    this.#lane.fail(error);
    this.#outbox.fail(error);
  }

  /** Whether a publish failed for want of a connection that may come back. */
  #willReopen(error: Error): boolean {
    return reasonCode(error) === undefined && !this.#isOpen && !this.#isClosing && !this.failure;
  }

  get #hasProperties(): boolean {
    return this.#parts.settings.mqttVersion === 5;
  }

  /** Whether the broker knows the session from before. CONNACK of MQTT 3.1 doesn't tell. */
  #isKept({ sessionPresent }: IConnackPacket): boolean {
    const { clean, mqttVersion } = this.#parts.settings;
    return !clean && (mqttVersion === 3 || sessionPresent);
  }

  #onConnect(connack: IConnackPacket): void {
    const { sessionPresent } = connack;
    const again = this.#connections++ > 0;
    this.#attempts.connected();
    const { host, port } = this.#nodes.current;
    const node = this.#parts.settings.otherEndpoints.length > 0 ? `${host}:${port}` : undefined;
    this.#parts.observer.onState?.({ kind: 'connected', again, sessionPresent, node });
    if (this.#parts.host && again) setTimeout(() => this.#open(connack), AFTER_TAKEOVER_MS);
    else this.#open(connack);
  }

  #open(connack: IConnackPacket): void {
    if (!this.#client.connected) return;
    this.#lane.open(this.#client.stream, {
      isKept: this.#isKept(connack),
      receiveMaximum: connack.properties?.receiveMaximum,
    });
    if (this.#isClosing) return;
    this.#isOpen = true;
    this.#outbox.flush();
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
    const failure = disconnection(reasonCode, this.#nodes.current);
    if (failure) this.lose(failure);
  }

  #onClose(): void {
    this.#isOpen = false;
    this.#lane.close();
    if (this.failure || this.#isClosing) return;
    const loss = this.#attempts.closed();
    if (loss instanceof Failure) {
      this.lose(loss);
      return;
    }
    if (this.#parts.host) this.#hostIfNobodyDoes(this.#parts.host);
    this.#client.options.reconnectPeriod = loss.retryInMs;
    this.#parts.observer.onState?.({ kind: this.#connections > 0 ? 'lost' : 'waiting', ...loss });
  }

  #hostIfNobodyDoes(host: BrokerHost): void {
    host.tryHost().then(
      (hosting) => hosting && this.#parts.observer.onState?.({ kind: 'hosting' }),
      (error: Error) => this.lose(unreachable(error, this.#parts.settings)),
    );
  }

  /** Whether the message was taken: one that was not stays with the broker of a kept session. */
  #take(message: IncomingMessage): boolean {
    const { observer } = this.#parts;
    const isTaking = observer.isTaking?.() ?? true;
    if (isTaking) observer.onMessage?.(message);
    return isTaking;
  }

  #openStream(): Duplex {
    const stream = this.#nodes.dialNext();
    // mqtt.js keeps errors without a code to itself, some of which (WebSocket's) say what is wrong.
    stream.on('error', (error: Error) => void this.#attempts.failed(error));
    return withReceiveLane(stream, this.#topicNames, {
      hasProperties: this.#hasProperties,
      onMessage: (message) => this.#take(message),
      onAcknowledged: (id) => this.#lane.acknowledged(id),
      onAlive: () => this.#client.reschedulePing(),
    });
  }
}

const NOT_TAKEN = new Error('not taken');
const NOT_CONNECTED = new MessageDropped('not connected');
/** Unlike what is dropped at QoS 0, this was promised. */
const UNACKNOWLEDGED = new Error('the broker has not acknowledged it before the end');
