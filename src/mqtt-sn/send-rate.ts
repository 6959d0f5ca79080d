/**
 * 20,000 datagrams a second: every gateway we tried keeps up with that. A faster sender of unacknowledged datagrams
 * never learns that the receiver's socket drops them.
 */
const MAX_PER_SECOND = 20_000;
/** The limiter ignores a lead of less than this, and lets a sender catch up by as much: a timer is no finer. */
const TOLERANCE_MS = 5;

/** Limits the rate of datagrams that nobody acknowledges. */
export class SendRateLimiter {
  #freeAtMs = 0;

  /** Counts a datagram that is sent now, and gives the wait before the next one in milliseconds; 0: none. */
  waitMs(nowMs: number): number {
    this.#freeAtMs = Math.max(nowMs - TOLERANCE_MS, this.#freeAtMs) + 1000 / MAX_PER_SECOND;
    const aheadMs = this.#freeAtMs - nowMs;
    return aheadMs < TOLERANCE_MS ? 0 : aheadMs;
  }
}
