/** A reading farther ahead of all others than this needs the confirmation of a second reading. */
const MAX_LEAP_MS = 24 * 3_600_000;

/**
 * The engine's clock: the newest time of any reading so far, milliseconds since 1970. A sensor with a wild clock must
 * not make all others look silent. So a leap of more than a day needs the confirmation of another sensor.
 */
export class Timeline {
  now = -Infinity;
  #leapTime = Number.NaN;
  #leapTopic = '';

  /** Moves the clock to a reading's time. Returns false for an unconfirmed leap. */
  follow(timeMs: number, topic: string, isOnly: boolean): boolean {
    if (
      timeMs <= this.now + MAX_LEAP_MS ||
      this.now === -Infinity ||
      isOnly ||
      this.#isConfirmed(timeMs, topic)
    ) {
      this.now = Math.max(this.now, timeMs);
      return true;
    }
    this.#leapTime = timeMs;
    this.#leapTopic = topic;
    return false;
  }

  /** Sets a clock back that went ahead of the right time. */
  setBack(time: number): void {
    this.now = Math.min(this.now, time);
    this.#leapTime = Number.NaN;
  }

  /** Moves the clock on without a reading. `time` is milliseconds since 1970. */
  advance(timeMs: number): void {
    this.now = Math.max(this.now, timeMs);
  }

  #isConfirmed(timeMs: number, topic: string): boolean {
    return topic !== this.#leapTopic && Math.abs(timeMs - this.#leapTime) <= MAX_LEAP_MS;
  }
}
