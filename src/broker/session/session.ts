import type { ApplicationMessage } from '../message.ts';
import type { Subscription } from '../routing/subscription.ts';
import type { StoreChange, StoredWill } from '../store.ts';
import { type SessionDelivery, sizeOf } from './delivery.ts';
import { Fifo } from './fifo.ts';

/** The connection of a session, as far as it sends messages. */
export interface SessionConnection {
  /** How many messages at QoS 1 and 2 may be unacknowledged [MQTT-3.3.4-9]. */
  readonly receiveMaximum: number;
  /** The client does not read: no more is to be sent until it does. */
  readonly isFull: boolean;
  /** Whether a message can be sent to this client; if not, it counts as delivered [MQTT-3.1.2-25]. */
  sendDelivery(delivery: SessionDelivery, dup: boolean): boolean;
  sendAtMostOnce(
    message: ApplicationMessage,
    retain: boolean,
    identifiers: readonly number[] | undefined,
  ): void;
  sendPubrel(packetId: number, reasonCode: number): void;
  mayReceive(topic: string): boolean;
  /** Ends the connection: its client id connected again. */
  takeOver(): void;
}

export interface SessionHost {
  readonly maxQueued: number;
  /** Of one session whose client is connected, and of all sessions together whose clients are away. */
  readonly maxQueuedBytes: number;
  /** What those hold. */
  absentBytes: number;
  /** A message was dropped because those hold too much. */
  absentFull(): void;
  /** A message found its queue full, had expired, or was too large for the client. */
  dropped(): void;
  /** A change of a session that outlives its connection. */
  record(change: StoreChange): void;
  now(): number;
}

const MAX_PACKET_ID = 65_535;

/**
 * What the broker knows of a client beyond a connection (§4.1): its subscriptions, what it has still to be sent, and
 * what it has sent at QoS 2. One rule gives order, flow control and redelivery: what was sent before goes first, then
 * the queue, while fewer are unacknowledged than the client takes.
 */
export class ClientSession {
  readonly clientId: string;
  readonly subscriptions = new Map<string, Subscription<ClientSession>>();
  /** Packet ids of QoS 2 messages that came and were not released yet [MQTT-4.3.3-10]. */
  readonly received = new Set<number>();
  connection: SessionConnection | undefined;
  /** Session Expiry Interval in seconds; 0 is the end of the connection. */
  expirySeconds = 0;
  will: StoredWill | undefined;
  /** When the session ends and its will is published, in milliseconds since 1970, while its client is away. */
  endsAtMs: number | undefined;
  willDueAtMs: number | undefined;
  /** Whether the store knows of it. */
  isStored = false;
  readonly #host: SessionHost;
  readonly #queue = new Fifo<SessionDelivery>();
  /** By packet id, in the order in which they were first sent [MQTT-4.6.0-1]. */
  readonly #inFlight = new Map<number, SessionDelivery>();
  /** In flight since an earlier connection and not sent again on this one. */
  readonly #resend = new Fifo<SessionDelivery>();
  #unacknowledged = 0;
  #queuedBytes = 0;
  #lastSequence = 0;
  #lastPacketId = 0;

  constructor(clientId: string, host: SessionHost) {
    this.clientId = clientId;
    this.#host = host;
  }

  /** Whether it outlives its connection, so that its changes are recorded. */
  get isPersistent(): boolean {
    return this.expirySeconds > 0;
  }

  /** Whether there are messages that were not sent yet. */
  get isWaiting(): boolean {
    return this.#queue.size > 0;
  }

  get queued(): number {
    return this.#queue.size + this.#inFlight.size;
  }

  /** Sends a message, or queues it. Returns nothing where it is over at once: dropped, or not for this client. */
  deliver(
    message: ApplicationMessage,
    qos: 1 | 2,
    retain: boolean,
    identifiers: readonly number[] | undefined,
    share: string | undefined,
  ): SessionDelivery | undefined {
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

  /** Sends what it can, in its order. */
  pump(): void {
    while (this.#hasRoom()) {
      const next = this.#resend.shift() ?? this.#queue.shift();
      if (next === undefined) return;
      if (next.packetId > 0) this.#again(next);
      else if (this.#start(next)) this.#recordOf(next, 'send');
      else this.#recordOf(next, 'settle');
    }
  }

  /** A connection begins: what is in flight is sent again, then the queue [MQTT-4.4.0-1]. */
  resume(connection: SessionConnection): void {
    if (this.connection === undefined) this.#host.absentBytes -= this.#queuedBytes;
    this.connection = connection;
    this.#unacknowledged = 0;
    for (const delivery of this.#inFlight.values()) delivery.isSent = false;
    this.#resend.replace([...this.#inFlight.values()]);
    this.pump();
  }

  /** PUBACK, PUBCOMP, or a PUBREC that refuses. False where no such packet id is in flight. */
  acknowledge(packetId: number): boolean {
    const delivery = this.#inFlight.get(packetId);
    if (delivery === undefined) return false;
    this.#over(delivery);
    this.#recordOf(delivery, 'settle');
    this.pump();
    return true;
  }

  /** PUBREC: the message is the client's now. False where no such packet id is in flight. */
  release(packetId: number): boolean {
    const delivery = this.#inFlight.get(packetId);
    if (delivery === undefined) return false;
    if (!delivery.isReleased) this.#recordOf(delivery, 'pubrec');
    delivery.isReleased = true;
    return true;
  }

  /**
   * Takes back what a shared subscription brought and the client does not have: QoS 1 that is not acknowledged, and
   * QoS 2 that was never sent (MQTT 5 §4.8.2; what was sent at QoS 2 goes to nobody else [MQTT-4.8.2-5]).
   */
  takeBack(isOf: (share: string) => boolean): readonly SessionDelivery[] {
    const isBack = ({ share, qos, packetId }: SessionDelivery) =>
      share !== undefined && (qos === 1 || packetId === 0) && isOf(share);
    const back = [...this.#inFlight.values(), ...this.#queue.toArray()].filter(isBack);
    if (back.length === 0) return back;
    this.#queue.replace(this.#queue.toArray().filter((delivery) => !isBack(delivery)));
    for (const delivery of back) {
      this.#over(delivery);
      this.#recordOf(delivery, 'settle');
    }
    return back;
  }

  /** All that is not acknowledged, in order: what is in flight first. */
  deliveries(): readonly SessionDelivery[] {
    return [...this.#inFlight.values(), ...this.#queue.toArray()];
  }

  /** Puts a delivery of an earlier broker back. */
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
  }

  /** The session is over, with all that it holds. */
  discard(): void {
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

  /** A client that is connected gets one message of any size. */
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
