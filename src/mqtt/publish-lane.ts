import type { Writable } from 'node:stream';
import { MessageDropped, type OutgoingMessage } from '../session.ts';
import { createPacketBatch } from './publish-packet.ts';

/** Called once, when a message is acknowledged (QoS 1), handed to the socket (QoS 0), or will not be delivered. */
export type Done = (error?: Error) => void;

export interface LaneSettings {
  /** MQTT 5 has properties in its packets. */
  readonly hasProperties: boolean;
  /** The error for a message that the broker refused with this reason code. */
  readonly refused: (reasonCode: number) => Error;
}

export interface LaneConnection {
  /** Whether the broker kept the session, so that it knows the packet identifiers of before. */
  readonly isKept: boolean;
  /** How many unacknowledged messages the broker takes at a time (MQTT 5 §3.2.2.3.3). */
  readonly receiveMaximum: number | undefined;
}

interface Entry {
  readonly message: OutgoingMessage;
  readonly done: Done;
  /** From when it was first sent on. */
  id: number | undefined;
}

/** Packet identifiers from here on are the lane's, those below mqtt.js'. */
export const FIRST_LANE_ID = 0x8000;
const LAST_ID = 0xffff;
const MOST_IN_FLIGHT = LAST_ID - FIRST_LANE_ID + 1;

/**
 * The way of PUBLISH packets of QoS 0 and 1 past mqtt.js, over its connection. There one costs 7 µs at QoS 1: it
 * is cloned, written in six pieces and passed through a dozen calls that only matter to QoS 2. Here all packets
 * of a turn of the event loop leave in one write, and what was not acknowledged when a connection broke is sent
 * again at once on the next, in its order [MQTT-4.4.0-1, 4.6.0-1].
 */
export class PublishLane {
  readonly #batch = createPacketBatch();
  readonly #hasProperties: boolean;
  readonly #refused: LaneSettings['refused'];
  /** Messages of QoS 1 that were sent and not acknowledged, by packet identifier, in the order of sending. */
  #inFlight = new Map<number, Entry>();
  /** Messages of QoS 1 that must wait: for a connection, or because the broker takes no more at a time. */
  #waiting: Entry[] = [];
  #stream: Writable | undefined;
  #mostInFlight = MOST_IN_FLIGHT;
  #lastId = LAST_ID;
  #isFlushing = false;
  /** Messages of QoS 0 in the batch, and the batches that the socket has not taken yet. */
  #unwritten: Done[] = [];
  readonly #writing = new Set<readonly Done[]>();
  #whenIdle: (() => void)[] = [];

  constructor({ hasProperties, refused }: LaneSettings) {
    this.#hasProperties = hasProperties;
    this.#refused = refused;
  }

  /**
   * A connection stands: what was not acknowledged is sent again. In a session that the broker kept it bears its
   * old identifier and DUP (§4.4), in another it is a new message.
   */
  open(stream: Writable, { isKept, receiveMaximum = MOST_IN_FLIGHT }: LaneConnection): void {
    this.#stream = stream;
    this.#mostInFlight = Math.min(receiveMaximum, MOST_IN_FLIGHT);
    this.#waiting = [...this.#inFlight.values(), ...this.#waiting];
    this.#inFlight = new Map();
    if (!isKept) for (const entry of this.#waiting) entry.id = undefined;
    this.#sendWaiting();
  }

  /** The connection is gone, and with it what the socket had not taken of QoS 0. */
  close(): void {
    this.#stream = undefined;
    this.#batch.take();
    const lost = [...this.#writing, this.#unwritten].flat();
    this.#writing.clear();
    this.#unwritten = [];
    for (const done of lost) done(new MessageDropped('the connection was lost'));
  }

  /** There will be no other connection. */
  fail(error: Error): void {
    this.close();
    const entries = [...this.#inFlight.values(), ...this.#waiting];
    this.#inFlight = new Map();
    this.#waiting = [];
    for (const { done } of entries) done(error);
    this.#tellIdle();
  }

  publish(message: OutgoingMessage, done: Done): void {
    if (message.qos === 1) {
      const entry = { message, done, id: undefined };
      if (!this.#hasRoom || this.#waiting.length > 0) {
        this.#waiting.push(entry);
      } else {
        this.#send(entry);
        this.#flushSoon();
      }
      return;
    }
    if (this.#stream === undefined) {
      done(new MessageDropped('not connected'));
      return;
    }
    this.#batch.add(message, { dup: false, id: undefined, hasProperties: this.#hasProperties });
    this.#unwritten.push(done);
    this.#flushSoon();
  }

  /** A PUBACK came. Those of others than the lane's messages are passed over. */
  acknowledged(id: number, reasonCode = 0): void {
    const entry = this.#inFlight.get(id);
    if (entry === undefined) return;
    this.#inFlight.delete(id);
    // MQTT 5 §3.4.2.1: 128 and above are refusals.
    entry.done(reasonCode >= 128 ? this.#refused(reasonCode) : undefined);
    if (this.#waiting.length > 0) this.#sendWaiting();
    else if (this.#isIdle) this.#tellIdle();
  }

  /** Resolves when nothing is unacknowledged and everything was written. */
  async idle(): Promise<void> {
    if (!this.#isIdle) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    this.#flush();
  }

  get #isIdle(): boolean {
    return this.#inFlight.size === 0 && this.#waiting.length === 0;
  }

  get #hasRoom(): boolean {
    return this.#stream !== undefined && this.#inFlight.size < this.#mostInFlight;
  }

  #tellIdle(): void {
    const callbacks = this.#whenIdle;
    this.#whenIdle = [];
    for (const callback of callbacks) callback();
  }

  #sendWaiting(): void {
    let sent = 0;
    for (const entry of this.#waiting) {
      if (!this.#hasRoom) break;
      this.#send(entry);
      sent++;
    }
    if (sent === 0) return;
    this.#waiting.splice(0, sent);
    this.#flushSoon();
  }

  #send(entry: Entry): void {
    const dup = entry.id !== undefined;
    const id = entry.id ?? this.#nextId();
    entry.id = id;
    this.#inFlight.set(id, entry);
    this.#batch.add(entry.message, { dup, id, hasProperties: this.#hasProperties });
  }

  /** An identifier that is not in use. There are more of them than messages are ever under way. */
  #nextId(): number {
    do this.#lastId = this.#lastId === LAST_ID ? FIRST_LANE_ID : this.#lastId + 1;
    while (this.#inFlight.has(this.#lastId));
    return this.#lastId;
  }

  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    process.nextTick(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#stream === undefined || this.#batch.isEmpty) return;
    const written = this.#unwritten;
    this.#unwritten = [];
    this.#writing.add(written);
    this.#stream.write(this.#batch.take(), (error) => {
      // `close` has reported the batches of an older connection.
      if (!this.#writing.delete(written)) return;
      for (const done of written) done(error ? new MessageDropped('the connection was lost') : undefined);
    });
  }
}
