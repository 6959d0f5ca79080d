/** An item with a next due time. */
export interface Due {
  /** The time of its entry in the queue, milliseconds since 1970; Infinity without an entry. */
  queuedForMs: number;
  /** Orders items of the same due time, so the order of insertion does not matter. */
  readonly topic: string;
}

/** An item and its due time, milliseconds since 1970. */
export interface Entry<T> {
  readonly timeMs: number;
  readonly item: T;
}

/**
 * A heap of items by due time. If the due time of an item moves on, the item keeps its earlier entry and is asked again
 * when the entry comes up. So a sensor with thousands of readings costs one entry.
 */
export class DueQueue<T extends Due> {
  readonly #items: T[] = [];
  /** The time of each item's entry, at the same index. */
  readonly #times: number[] = [];

  /** Queues an item for this time, unless an earlier entry exists. */
  add(item: T, timeMs: number): void {
    if (timeMs >= item.queuedForMs) return;
    item.queuedForMs = timeMs;
    this.#items.push(item);
    this.#times.push(timeMs);
    this.#up(this.#items.length - 1);
  }

  /** Takes out the first entry before a time. The item's own due time may have moved on since. */
  takeBefore(timeMs: number): Entry<T> | undefined {
    for (;;) {
      const [item] = this.#items;
      const first = this.#times[0];
      if (item === undefined || first === undefined || first >= timeMs) return undefined;
      this.#removeFirst();
      if (first !== item.queuedForMs) continue;
      item.queuedForMs = Infinity;
      return { item, timeMs: first };
    }
  }

  #removeFirst(): void {
    this.#swap(0, this.#items.length - 1);
    this.#items.pop();
    this.#times.pop();
    this.#down(0);
  }

  #up(from: number): void {
    for (let i = from; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.#isBefore(i, parent)) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  #down(from: number): void {
    for (let i = from; ; ) {
      const left = 2 * i + 1;
      const child = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isBefore(child, i)) return;
      this.#swap(child, i);
      i = child;
    }
  }

  #swap(i: number, j: number): void {
    const a = this.#items[i];
    const b = this.#items[j];
    if (a === undefined || b === undefined) return;
    [this.#items[i], this.#items[j]] = [b, a];
    [this.#times[i], this.#times[j]] = [this.#times[j] ?? Infinity, this.#times[i] ?? Infinity];
  }

  /** False if either entry is missing. */
  #isBefore(i: number, j: number): boolean {
    const a = this.#items[i];
    const b = this.#items[j];
    if (a === undefined || b === undefined) return false;
    const sooner = (this.#times[i] ?? Infinity) - (this.#times[j] ?? Infinity);
    return sooner < 0 || (sooner === 0 && a.topic < b.topic);
  }
}
