/** A reading may be this far ahead of all others before it needs a second one to be believed. */
const MAX_LEAP_MS = 24 * 3_600_000;

/**
 * The engine's clock: the newest time of any reading so far. One sensor with a wild clock must not make all
 * others look silent, so a leap of more than a day is believed once a reading of another sensor confirms it.
 */
export class Timeline {
  now = -Infinity;
  #leapTime = Number.NaN;
  #leapTopic = '';

  /** Moves the clock to a reading's time. Returns false for a leap that is not believed yet. */
  follow(time: number, topic: string, isOnly: boolean): boolean {
    if (
      time <= this.now + MAX_LEAP_MS ||
      this.now === -Infinity ||
      isOnly ||
      this.#isConfirmed(time, topic)
    ) {
      this.now = Math.max(this.now, time);
      return true;
    }
    this.#leapTime = time;
    this.#leapTopic = topic;
    return false;
  }

  /** Moves the clock on without a reading. */
  advance(time: number): void {
    this.now = Math.max(this.now, time);
  }

  #isConfirmed(time: number, topic: string): boolean {
    return topic !== this.#leapTopic && Math.abs(time - this.#leapTime) <= MAX_LEAP_MS;
  }
}
