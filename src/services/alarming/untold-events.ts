import type { StateRecord } from './state-file.ts';

/** So many events wait in the file, at most. */
const MAX_UNTOLD = 10_000;

/** Events that were written and perhaps not told, as a part of a state. */
export class UntoldEvents<E> {
  readonly #events: E[] = [];
  /** All events up to this number were told, or given up. */
  #told = 0;
  #writtenTold = 0;
  #written = 0;

  get size(): number {
    return this.#events.length;
  }

  /** The number of the newest event. */
  get newest(): number {
    return this.#told + this.#events.length;
  }

  /** Returns how many of the oldest events were given up for these. */
  add(events: readonly E[]): number {
    this.#events.push(...events);
    const surplus = Math.max(0, this.#events.length - MAX_UNTOLD);
    this.toldUpTo(this.#told + surplus);
    return surplus;
  }

  /** The events up to this number were told. */
  toldUpTo(number: number): void {
    if (number <= this.#told) return;
    this.#events.splice(0, number - this.#told);
    this.#told = number;
  }

  all(): Iterable<StateRecord> {
    return this.#recordsAfter(this.#told);
  }

  changes(): readonly StateRecord[] {
    const records = this.#recordsAfter(Math.max(this.#written, this.#told));
    this.#written = this.newest;
    if (this.#writtenTold === this.#told) return records;
    this.#writtenTold = this.#told;
    return [{ told: this.#told }, ...records];
  }

  #recordsAfter(number: number): readonly StateRecord[] {
    const from = number - this.#told;
    return this.#events.slice(from).map((event, i) => ({ untold: number + 1 + i, event }));
  }
}
