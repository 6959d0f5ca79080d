import type { ClientActivity } from '../client-activity.ts';
import type { ApplicationMessage } from '../message.ts';
import type { Subscription } from '../routing/subscription.ts';
import type { StoreChange, StoredWill } from '../store.ts';
import { type SessionDelivery, sizeOf } from './delivery.ts';
import { Fifo } from './fifo.ts';
import type { NewSubscriptions } from './new-subscriptions.ts';

/** The sending side of a session's connection. */
export interface SessionConnection {
  /** How many messages at QoS 1 and 2 may be unacknowledged [MQTT-3.3.4-9]. */
  readonly receiveMaximum: number;
  readonly activity: ClientActivity;
  /** The client may see the other clients. */
  readonly maySeeClients: boolean;
  /** The client does not read, so no more may be sent. */
  readonly isFull: boolean;
  /** Bytes written for the client and not yet sent. */
  readonly unsentBytes: number;
  /** Returns false if the client can't take the message; the delivery is complete then [MQTT-3.1.2-25]. */
  sendDelivery(delivery: SessionDelivery, dup: boolean): boolean;
  sendAtMostOnce(
    message: ApplicationMessage,
    retain: boolean,
    identifiers: readonly number[] | undefined,
  ): void;
  sendPubrel(packetId: number, reasonCode: number): void;
  mayReceive(topic: string): boolean;
  /** Closes the connection after another CONNECT with the same client id. */
  takeOver(): void;
}

/** Retained messages on the way to a session, for its new subscriptions. */
export interface SessionFeed {
  /** The subscriptions of one SUBSCRIBE. */
  add(subscriptions: NewSubscriptions): void;
  /** The client unsubscribed. */
  drop(filters: ReadonlySet<string>): void;
  /** Goes on, if there is anything left: the client may have made room. */
  run(): void;
}

export interface SessionHost {
  readonly maxQueued: number;
  /** Limit for one connected client's session, and for all absent clients' sessions together. */
  readonly maxQueuedBytes: number;
  /** Bytes queued for absent clients. */
  absentBytes: number;
  /** A message for an absent client was dropped at this limit. */
  absentFull(): void;
  /** A message was dropped: queue full, expired, or too large for the client. */
  dropped(): void;
  /** Records a change of a persistent session. */
  record(change: StoreChange): void;
  now(): number;
}

const MAX_PACKET_ID = 65_535;

/**
 * The state of a client beyond a connection (§4.1): subscriptions, undelivered messages, and received QoS 2
 * packet ids. One rule gives order, flow control and redelivery: messages in flight go first, then the queue,
 * while the number of unacknowledged messages is below the client's Receive Maximum.
 */
export class ClientSession {
  readonly clientId: string;
  readonly subscriptions = new Map<string, Subscription<ClientSession>>();
  /** Packet ids of received QoS 2 messages before PUBREL [MQTT-4.3.3-10]. */
  readonly received = new Set<number>();
  connection: SessionConnection | undefined;
  /** From the first SUBSCRIBE on. */
  feed: SessionFeed | undefined;
  /** Session Expiry Interval in seconds; 0 is the end of the connection. */
  expirySeconds = 0;
  will: StoredWill | undefined;
  /** End of an absent client's session and time of the delayed will, in milliseconds since 1970. */
  endsAtMs: number | undefined;
  willDueAtMs: number | undefined;
  /** The store knows the session. */
  isStored = false;
  /** The session ended. Its last subscriptions may be still on the way out. */
  isOver = false;
  readonly #host: SessionHost;
  readonly #queue = new Fifo<SessionDelivery>();
  /** By packet id, in the order of the first sending [MQTT-4.6.0-1]. */
  readonly #inFlight = new Map<number, SessionDelivery>();
  /** In flight since an earlier connection, to be sent again. */
  readonly #resend = new Fifo<SessionDelivery>();
  #unacknowledged = 0;
  #queuedBytes = 0;
  #lastSequence = 0;
  #lastPacketId = 0;

  constructor(clientId: string, host: SessionHost) {
    this.clientId = clientId;
    this.#host = host;
  }

  /** A persistent session outlives the connection, so changes are recorded. */
  get isPersistent(): boolean {
    return this.expirySeconds > 0;
  }

  /** True if unsent messages wait. */
  get isWaiting(): boolean {
    return this.#queue.size > 0;
  }

  get queued(): number {
    return this.#queue.size + this.#inFlight.size;
  }

  /** Sends or queues a message. Returns undefined if the delivery ends at once: dropped, or impossible. */
  deliver(
    message: ApplicationMessage,
    qos: 1 | 2,
    retain: boolean,
    identifiers: readonly number[] | undefined,
    share: string | undefined,
  ): SessionDelivery | undefined {
    if (this.isOver) return undefined;
    const sequence = ++this.#lastSequence;
    const delivery: SessionDelivery = {
      sequence,
      message,
      qos,
      retain,
      identifiers,
      share,
      packetId: 0,
      isSent: false,
      isReleased: false,
    };
    if (!this.#hasSpaceFor(sizeOf(delivery))) {
      this.#host.dropped();
      return undefined;
    }
    this.#hold(sizeOf(delivery));
    if (this.#resend.size + this.#queue.size > 0 || !this.#hasRoom()) this.#queue.push(delivery);
    else if (!this.#start(delivery)) return undefined;
    return delivery;
  }

  /** Sends as much as possible, in order; retained messages for new subscriptions go last. */
  pump(): void {
    while (this.#hasRoom()) {
      const next = this.#resend.shift() ?? this.#queue.shift();
      if (next === undefined) {
        this.feed?.run();
        return;
      }
      if (next.packetId > 0) this.#again(next);
      else if (this.#start(next)) this.#recordOf(next, 'send');
      else this.#recordOf(next, 'settle');
    }
  }

  /** A connection begins: sends messages in flight again, then the queue [MQTT-4.4.0-1]. */
  resume(connection: SessionConnection): void {
    if (this.connection === undefined) this.#host.absentBytes -= this.#queuedBytes;
    this.connection = connection;
    this.#unacknowledged = 0;
    for (const delivery of this.#inFlight.values()) delivery.isSent = false;
    this.#resend.replace([...this.#inFlight.values()]);
    this.pump();
  }

  /** Handles PUBACK, PUBCOMP, or PUBREC with an error. Returns false if the packet id is not in flight. */
  acknowledge(packetId: number): boolean {
    const delivery = this.#inFlight.get(packetId);
    if (delivery === undefined) return false;
    this.#over(delivery);
    this.#recordOf(delivery, 'settle');
    this.pump();
    return true;
  }

  /** Handles PUBREC: the client owns the message now. Returns false if the packet id is not in flight. */
  release(packetId: number): boolean {
    const delivery = this.#inFlight.get(packetId);
    if (delivery === undefined) return false;
    if (!delivery.isReleased) this.#recordOf(delivery, 'pubrec');
    delivery.isReleased = true;
    return true;
  }

  /**
   * Takes back undelivered messages of shared subscriptions: unacknowledged QoS 1, and unsent QoS 2 (MQTT 5
   * §4.8.2). A sent QoS 2 message goes to no other client [MQTT-4.8.2-5].
   */
  takeBack(isOf: (share: string) => boolean): readonly SessionDelivery[] {
    return this.#take(
      ({ share, qos, packetId }) => share !== undefined && (qos === 1 || packetId === 0) && isOf(share),
    );
  }

  /**
   * Takes back the unsent messages of a shared subscription when the client leaves it. The broker completes the others
   * [MQTT-3.10.4-3].
   */
  takeBackUnsent(filter: string): readonly SessionDelivery[] {
    return this.#take(({ share, packetId }) => packetId === 0 && share === filter);
  }

  #take(isBack: (delivery: SessionDelivery) => boolean): readonly SessionDelivery[] {
    const back = this.deliveries().filter(isBack);
    if (back.length === 0) return back;
    this.#queue.replace(this.#queue.toArray().filter((delivery) => !isBack(delivery)));
    for (const delivery of back) {
      this.#over(delivery);
      this.#recordOf(delivery, 'settle');
    }
    return back;
  }

  /** All unacknowledged deliveries, in order: in flight first. */
  deliveries(): readonly SessionDelivery[] {
    return [...this.#inFlight.values(), ...this.#queue.toArray()];
  }

  /** Restores a delivery from the store. */
  restore(delivery: SessionDelivery): void {
    this.#lastSequence = Math.max(this.#lastSequence, delivery.sequence);
    this.#hold(sizeOf(delivery));
    if (delivery.packetId === 0) {
      this.#queue.push(delivery);
      return;
    }
    this.#inFlight.set(delivery.packetId, delivery);
    this.#lastPacketId = delivery.packetId;
  }

  /** The connection is over. */
  suspend(): void {
    if (this.connection) this.#host.absentBytes += this.#queuedBytes;
    this.connection = undefined;
    this.feed?.run();
  }

  /** The session ended; the queued bytes are free. */
  discard(): void {
    this.isOver = true;
    this.suspend();
    this.#host.absentBytes -= this.#queuedBytes;
    this.#queuedBytes = 0;
  }

  #hasRoom(): boolean {
    const { connection } = this;
    return connection !== undefined && !connection.isFull && this.#unacknowledged < connection.receiveMaximum;
  }

  #start(delivery: SessionDelivery): boolean {
    const { expiresAtMs = Number.POSITIVE_INFINITY } = delivery.message;
    delivery.packetId = this.#nextPacketId();
    const isOver = expiresAtMs <= this.#host.now() || !this.connection?.sendDelivery(delivery, false);
    if (isOver) {
      delivery.packetId = 0;
      this.#hold(-sizeOf(delivery));
      this.#host.dropped();
      return false;
    }
    delivery.isSent = true;
    this.#unacknowledged += 1;
    this.#inFlight.set(delivery.packetId, delivery);
    return true;
  }

  #again(delivery: SessionDelivery): void {
    if (!this.#inFlight.has(delivery.packetId)) return; // acknowledged meanwhile
    delivery.isSent = true;
    this.#unacknowledged += 1;
    if (delivery.isReleased) this.connection?.sendPubrel(delivery.packetId, 0);
    else if (!this.connection?.sendDelivery(delivery, true)) {
      this.#over(delivery);
      this.#recordOf(delivery, 'settle');
    }
  }

  #over(delivery: SessionDelivery): void {
    if (delivery.isSent) this.#unacknowledged -= 1;
    this.#inFlight.delete(delivery.packetId);
    this.#hold(-sizeOf(delivery));
  }

  #hold(bytes: number): void {
    this.#queuedBytes += bytes;
    if (this.connection === undefined) this.#host.absentBytes += bytes;
  }

  /** A connected client gets one message of any size. */
  #hasSpaceFor(bytes: number): boolean {
    const { maxQueued, maxQueuedBytes, absentBytes } = this.#host;
    if (this.queued >= maxQueued) return false;
    if (this.connection) return this.#queuedBytes + bytes <= maxQueuedBytes || this.queued === 0;
    if (absentBytes + bytes <= maxQueuedBytes) return true;
    this.#host.absentFull();
    return false;
  }

  #nextPacketId(): number {
    do this.#lastPacketId = (this.#lastPacketId % MAX_PACKET_ID) + 1;
    while (this.#inFlight.has(this.#lastPacketId));
    return this.#lastPacketId;
  }

  #recordOf({ sequence, packetId }: SessionDelivery, type: 'send' | 'pubrec' | 'settle'): void {
    if (!this.isPersistent) return;
    const { clientId } = this;
    this.#host.record(
      type === 'send' ? { type, clientId, sequence, packetId } : { type, clientId, sequence },
    );
  }
}
