import type { HistoryRow } from './messages.ts';

const STEP_MS = 10_000;
const HOUR_MS = 3_600_000;
const MAX_STEPS = HOUR_MS / STEP_MS;
const NUMBERS = 3;

/**
 * The last hour of one sensor: the smallest and the largest value of each ten seconds. A ring of numbers: it grows with
 * the readings up to 360 steps, 8.6 KB.
 */
export class History {
  #numbers = new Float64Array(NUMBERS * 8);
  /** The step of the oldest row. */
  #first = 0;
  #length = 0;

  /** Adds a value at a time, ms since 1970. A time before the newest step counts to that step. */
  add(value: number, atMs: number): void {
    const stepMs = Math.floor(atMs / STEP_MS) * STEP_MS;
    const last = this.#at(this.#length - 1);
    if (this.#length > 0 && stepMs <= (this.#numbers[last] ?? 0)) {
      this.#numbers[last + 1] = Math.min(this.#numbers[last + 1] ?? value, value);
      this.#numbers[last + 2] = Math.max(this.#numbers[last + 2] ?? value, value);
      return;
    }
    if (this.#length === this.#capacity) this.#makeRoom();
    const next = this.#at(this.#length++);
    this.#numbers.set([stepMs, value, value], next);
  }

  /** The rows of the hour before a time, ms since 1970, the oldest first. */
  rows(nowMs: number): HistoryRow[] {
    return Array.from({ length: this.#length }, (_, i): HistoryRow => {
      const at = this.#at(i);
      return [this.#numbers[at] ?? 0, this.#numbers[at + 1] ?? 0, this.#numbers[at + 2] ?? 0];
    }).filter(([atMs]) => atMs > nowMs - HOUR_MS);
  }

  get #capacity(): number {
    return this.#numbers.length / NUMBERS;
  }

  #at(row: number): number {
    return ((this.#first + row) % this.#capacity) * NUMBERS;
  }

  #makeRoom(): void {
    if (this.#capacity >= MAX_STEPS) {
      this.#first = (this.#first + 1) % this.#capacity;
      this.#length--;
      return;
    }
    // Only a full ring has turned, so until then its rows lie in order from the front.
    const larger = new Float64Array(Math.min(2 * this.#capacity, MAX_STEPS) * NUMBERS);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
