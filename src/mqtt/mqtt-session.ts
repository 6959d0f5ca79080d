import type { Duplex } from 'node:stream';
import { type IConnackPacket, MqttClient } from 'mqtt';
import { writeToStream } from 'mqtt-packet';
import { Failure } from '../failure.ts';
import {
  type IncomingMessage,
  MessageDropped,
  type OutgoingMessage,
  type Qos,
  type Session,
  type SessionObserver,
} from '../session.ts';
import { clientOptions } from './client-options.ts';
import { errorWords, unreachable } from './connection-error.ts';
import { createNodes, type Nodes } from './nodes.ts';
import { Outbox } from './outbox.ts';
import { PublishLane } from './publish-lane.ts';
import { withReceiveLane } from './receive-lane.ts';
import {
  disconnection,
  isPassing,
  lossBy,
  reasonCode,
  refusal,
  refusedMessage,
  refusedPublish,
} from './refusal.ts';
import { createRetries, type Retries } from './retries.ts';
import type { ConnectionSettings } from './settings.ts';
import { createSharedIdWatch, type SharedIdWatch } from './shared-id.ts';
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
  readonly #retries: Retries;
  readonly #sharedId: SharedIdWatch;
  /** The messages of QoS 0 and 1, and those of QoS 2. */
  readonly #lane: PublishLane;
  readonly #outbox: Outbox;
  readonly #topicNames = new TopicNames();
  #resolveLost: (failure: Failure) => void = () => {};
  #openers: (() => void)[] = [];
  #isOpen = false;
  #isClosing = false;
  /** Whether the message that came last was taken. */
  #isTaking = true;
  #connections = 0;
  #lastError: Error | undefined;

  constructor(parts: SessionParts, nodes: Nodes) {
    this.#parts = parts;
    this.#nodes = nodes;
    this.#retries = createRetries(parts.settings, Date.now);
    this.#sharedId = createSharedIdWatch(parts.settings, Date.now);
    this.lost = new Promise((resolve) => {
      this.#resolveLost = resolve;
    });
    this.#lane = new PublishLane({
      hasProperties: parts.settings.mqttVersion === 5,
      refused: refusedMessage,
    });
    const options = { ...clientOptions(parts.settings), reconnectPeriod: HOSTED_RETRY_MS };
    this.#client = new MqttClient(() => this.#openStream(), options);
    this.#outbox = new Outbox(this.#client, (error) => this.#willReopen(error));
    this.#client.on('packetreceive', (packet) => {
      // The refusals, and what else the lane leaves.
      if (packet.cmd === 'puback') this.#lane.acknowledged(packet.messageId ?? 0, packet.reasonCode);
      else if (packet.cmd === 'connack') this.#beforeConnect(packet);
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
    } else if (message.qos === 2) {
      this.#outbox.post(message, this.#isOpen, (error, packet) =>
        done(refusedPublish(error, packet) ?? error),
      );
    } else {
      this.#lane.publish(message, done);
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
      this.#lane.fail(UNACKNOWLEDGED);
      this.#outbox.fail(UNACKNOWLEDGED);
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
    this.#lane.fail(failure);
    this.#outbox.fail(failure);
    this.#resolveLost(failure);
    this.#releaseOpeners();
  }

  /** Whether a publish failed for want of a connection that may come back. */
  #willReopen(error: Error): boolean {
    return reasonCode(error) === undefined && !this.#isOpen && !this.#isClosing && !this.failure;
  }

  /** Before mqtt.js resends what it has not seen acknowledged. */
  #beforeConnect(connack: IConnackPacket): void {
    if (!this.#isKept(connack)) this.#outbox.takeBack();
  }

  /** Whether the broker knows the session from before. CONNACK of MQTT 3.1 doesn't tell. */
  #isKept({ sessionPresent }: IConnackPacket): boolean {
    const { clean, mqttVersion } = this.#parts.settings;
    return !clean && (mqttVersion === 3 || sessionPresent);
  }

  #onConnect(connack: IConnackPacket): void {
    const { sessionPresent } = connack;
    const again = this.#connections++ > 0;
    this.#sharedId.connected();
    this.#lastError = undefined;
    this.#retries.connected();
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

  #onError(error: Error & { code?: unknown }): void {
    this.#lastError = error;
    const code = reasonCode(error) ?? 0;
    if (code !== 0 && !isPassing(code)) this.lose(refusal(code, this.#parts.settings));
  }

  #onDisconnect(reasonCode: number): void {
    const failure = disconnection(reasonCode, this.#parts.settings);
    if (failure) this.lose(failure);
  }

  #onClose(): void {
    this.#isOpen = false;
    this.#lane.close();
    if (this.failure || this.#isClosing) return;
    const sharedId = this.#sharedId.closed();
    if (sharedId) {
      this.lose(sharedId);
      return;
    }
    const error = this.#lastError ?? new Error('the connection was closed');
    const retryInMs = this.#parts.host ? this.#hostIfNobodyDoes(this.#parts.host) : this.#retries.next();
    if (retryInMs === undefined) {
      this.lose(lossBy(error, this.#parts.settings));
      return;
    }
    this.#client.options.reconnectPeriod = retryInMs;
    const kind = this.#connections > 0 ? 'lost' : 'waiting';
    this.#parts.observer.onState?.({ kind, why: errorWords(error), retryInMs });
  }

  #hostIfNobodyDoes(host: BrokerHost): number {
    host.tryHost().then(
      (hosting) => hosting && this.#parts.observer.onState?.({ kind: 'hosting' }),
      (error: Error) => this.lose(unreachable(error, this.#parts.settings)),
    );
    return HOSTED_RETRY_MS;
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
    stream.on('error', (error: Error) => {
      this.#lastError = error;
    });
    return withReceiveLane(stream, this.#topicNames, {
      hasProperties: this.#parts.settings.mqttVersion === 5,
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
