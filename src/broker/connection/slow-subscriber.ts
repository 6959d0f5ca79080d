/** A connection that publishes, or is published to. */
export interface PressedConnection {
  /** Bytes that were written for the client and that it has not taken. */
  readonly unsentBytes: number;
  /** Handles no further packet until it was released as often. */
  hold(): void;
  release(): void;
  /** Ends it, with this reason. */
  abandon(reason: string): void;
}

/** Unsent bytes at which a subscriber counts as full. */
export const FULL_BYTES = 4 * 1024 * 1024;
/** How long a full subscriber may hold up those who publish to it. */
const HOLD_MS = 1000;
/** What each of them may still send it meanwhile: only those who flood it are held up, never their neighbours. */
const ALLOWANCE_BYTES = 64 * 1024;

/**
 * A subscriber that does not read as fast as it is sent. For a second the publishers that flood it wait for it; then
 * QoS 0 for it is dropped and counted, QoS 1 and 2 stays in its queue, and it holds nobody up until it has read
 * everything. One that takes nothing at all for the drain time-out is thrown out.
 */
export class SlowSubscriber {
  readonly #subscriber: PressedConnection;
  readonly #drainTimeoutMs: number;
  readonly #held = new Set<PressedConnection>();
  readonly #sentBy = new Map<PressedConnection, number>();
  #holding: NodeJS.Timeout | undefined;
  #draining: NodeJS.Timeout | undefined;
  #isFull = false;
  /** It was full for a second. */
  isStalled = false;

  constructor(subscriber: PressedConnection, drainTimeoutMs: number) {
    this.#subscriber = subscriber;
    this.#drainTimeoutMs = drainTimeoutMs;
  }

  /** So many bytes were written for the subscriber, which has too many unsent. */
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

  /** Thrown out unless it has taken something since. */
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
