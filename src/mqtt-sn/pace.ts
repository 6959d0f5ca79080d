/**
 * Nothing tells a sender of unacknowledged datagrams that it is too fast for the receiver's socket, which then drops
 * them. So many a second every gateway takes that was tried.
 */
const PER_SECOND = 20_000;
/** Being ahead by less than this is left alone, and being behind by as much is made up for: a timer is no finer. */
const TOLERANCE_MS = 5;

/** Says how long to wait after each datagram that is sent. */
export class Pace {
  #freeAtMs = 0;

  /** Milliseconds until the next may be sent; 0 at once. */
  next(nowMs: number): number {
    this.#freeAtMs = Math.max(nowMs - TOLERANCE_MS, this.#freeAtMs) + 1000 / PER_SECOND;
    const aheadMs = this.#freeAtMs - nowMs;
    return aheadMs < TOLERANCE_MS ? 0 : aheadMs;
  }
}
