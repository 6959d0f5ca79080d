/** The connection of a publisher or a subscriber. */
export interface PressedConnection {
  /** Bytes written for the client and not yet sent. */
  readonly unsentBytes: number;
  /** Handles no further packet until an equal number of `release` calls. */
  hold(): void;
  release(): void;
  /** Closes the connection at once, for this reason. */
  abandon(reason: string): void;
}

/** A subscriber with more unsent bytes is full. */
export const FULL_BYTES = 4 * 1024 * 1024;
/** Time for which a full subscriber may hold up publishers. */
const HOLD_MS = 1000;
/**
 * Bytes from each publisher to a full subscriber before the publisher is held up. Only a flooding publisher
 * reaches this limit.
 */
const ALLOWANCE_BYTES = 64 * 1024;

/**
 * A subscriber reading too slowly. Flooding publishers wait for one second. After this second the broker
 * drops and counts QoS 0 for the subscriber, queues QoS 1 and 2, and holds up nobody until the subscriber has
 * read everything. Without any progress during the drain time-out, the broker disconnects the subscriber.
 */
export class SlowSubscriber {
  readonly #subscriber: PressedConnection;
  readonly #drainTimeoutMs: number;
  readonly #held = new Set<PressedConnection>();
  readonly #sentBy = new Map<PressedConnection, number>();
  #holding: NodeJS.Timeout | undefined;
  #draining: NodeJS.Timeout | undefined;
  #isFull = false;
  /** The subscriber was full for a second. */
  isStalled = false;

  constructor(subscriber: PressedConnection, drainTimeoutMs: number) {
    this.#subscriber = subscriber;
    this.#drainTimeoutMs = drainTimeoutMs;
  }

  /** The broker wrote so many bytes to a full subscriber. */
  full(publisher: PressedConnection | undefined, bytes: number): void {
    if (!this.#isFull) this.#begin();
    if (this.isStalled || publisher === undefined || publisher === this.#subscriber) return;
    const sent = (this.#sentBy.get(publisher) ?? 0) + bytes;
    this.#sentBy.set(publisher, sent);
    if (sent < ALLOWANCE_BYTES || this.#held.has(publisher)) return;
    this.#held.add(publisher);
    publisher.hold();
  }

  /** The subscriber has taken everything, or is gone. */
  over(): void {
    clearTimeout(this.#holding);
    clearTimeout(this.#draining);
    this.#isFull = false;
    this.isStalled = false;
    this.#releaseAll();
  }

  #begin(): void {
    this.#isFull = true;
    this.#holding = setTimeout(() => {
      this.isStalled = true;
      this.#releaseAll();
    }, HOLD_MS).unref();
    this.#watch(this.#subscriber.unsentBytes);
  }

  /** Disconnects the subscriber if no byte was sent meanwhile. */
  #watch(unsentBefore: number): void {
    this.#draining = setTimeout(() => {
      const { unsentBytes } = this.#subscriber;
      if (unsentBytes < unsentBefore) this.#watch(unsentBytes);
      else this.#subscriber.abandon('drain timeout');
    }, this.#drainTimeoutMs).unref();
  }

  #releaseAll(): void {
    this.#sentBy.clear();
    const held = [...this.#held];
    this.#held.clear();
    for (const publisher of held) publisher.release();
  }
}
