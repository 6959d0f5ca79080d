import { randomBytes } from 'node:crypto';
import { Background } from './background.ts';
import { type ByteCounters, noBytes } from './byte-counters.ts';
import { RefusedLogins } from './client-list.ts';
import { FlushQueue } from './connection/flush-queue.ts';
import { PublishEncoder } from './connection/publish-encoder.ts';
import type { PressedConnection } from './connection/slow-subscriber.ts';
import type { BrokerEvent } from './event.ts';
import type { Permissions } from './permissions.ts';
import { RetainedMessages } from './routing/retained.ts';
import { Subscriptions } from './routing/subscriptions.ts';
import type { ClientSession, SessionHost } from './session/session.ts';
import type { Store, StoreChange } from './store.ts';

export interface BrokerLimits {
  /** The largest control packet from a client, in bytes. */
  readonly maxPacketBytes: number;
  /** Unacknowledged messages of a session; the broker drops further messages. */
  readonly maxQueued: number;
  /** Bytes of unacknowledged messages: of one connected client, and of all absent clients together. */
  readonly maxQueuedBytes: number;
  /** Seconds for which a session may outlive the connection. */
  readonly maxSessionExpirySeconds: number;
  /** A subscriber without any progress for this time is disconnected. */
  readonly drainTimeoutMs: number;
  /** Time for the TLS and WebSocket handshakes, and then again for CONNECT. */
  readonly connectTimeoutMs: number;
}

export const DEFAULT_LIMITS: BrokerLimits = {
  maxPacketBytes: 4 * 1024 * 1024,
  maxQueued: 100_000,
  maxQueuedBytes: 256 * 1024 * 1024,
  maxSessionExpirySeconds: 7 * 24 * 3600,
  drainTimeoutMs: 10_000,
  connectTimeoutMs: 30_000,
};

/** Counts since the broker started. */
export interface BrokerCounters extends ByteCounters {
  dropped: number;
  sockets: number;
  connects: number;
  connected: number;
  /** Maximum of simultaneous clients. */
  maximum: number;
}

/** State shared by all connections of a broker. */
export class BrokerCore implements SessionHost {
  readonly limits: BrokerLimits;
  readonly store: Store;
  readonly permissions: Permissions;
  readonly emit: (event: BrokerEvent) => void;
  readonly subscriptions = new Subscriptions<ClientSession>();
  readonly retained = new RetainedMessages();
  readonly sessions = new Map<string, ClientSession>();
  readonly background = new Background();
  readonly flushQueue: FlushQueue;
  readonly refusedLogins = new RefusedLogins();
  readonly encoder = new PublishEncoder();
  /** The publisher of the message being routed. */
  publisher: PressedConnection | undefined;
  readonly counters: BrokerCounters = {
    ...noBytes(),
    ...{ dropped: 0, sockets: 0, connects: 0, connected: 0, maximum: 0 },
  };

  /** Bytes queued for absent clients. */
  absentBytes = 0;
  #isAbsentFull = false;

  /**
   * Number of recorded changes. An answer to a request without recorded changes need not wait for the disk.
   */
  recorded = 0;

  constructor(
    limits: BrokerLimits,
    store: Store,
    permissions: Permissions,
    emit: (event: BrokerEvent) => void,
  ) {
    this.limits = limits;
    this.store = store;
    this.permissions = permissions;
    this.emit = emit;
    this.flushQueue = new FlushQueue(store);
  }

  get maxQueued(): number {
    return this.limits.maxQueued;
  }

  get maxQueuedBytes(): number {
    return this.limits.maxQueuedBytes;
  }

  /** Reports once, and again only after the bytes fell to half. */
  absentFull(): void {
    if (this.#isAbsentFull && this.absentBytes > this.maxQueuedBytes / 2) return;
    this.#isAbsentFull = true;
    const held = `the sessions of absent clients hold ${this.maxQueuedBytes} bytes`;
    this.emit({ type: 'failed', error: new Error(`${held}: further messages for them are dropped`) });
  }

  dropped(): void {
    this.counters.dropped += 1;
  }

  record(change: StoreChange): void {
    if (!this.store.durable) return;
    this.recorded += 1;
    this.store.write(change);
  }

  now(): number {
    return Date.now();
  }

  /** A client id for a client without a name [MQTT-3.1.3-6]. */
  newClientId(): string {
    for (;;) {
      const clientId = `building-sim-${randomBytes(6).toString('hex')}`;
      if (!this.sessions.has(clientId)) return clientId;
    }
  }
}
