/** Something that wants to be looked at when a time has come. */
export interface Due {
  /** The time of its entry in the queue, milliseconds; Infinity where it has none. */
  queuedFor: number;
  /** Orders those that are due at the same time, so that the order in which they came does not matter. */
  readonly topic: string;
}

/** An item and the time that it was queued for. */
export interface Entry<T> {
  readonly time: number;
  readonly item: T;
}

/**
 * A heap of things by the time they are due. An item whose time moves on keeps its earlier entry and is asked
 * again when that comes up, so a sensor that is heard thousands of times costs one entry.
 */
export class DueQueue<T extends Due> {
  readonly #items: T[] = [];
  /** The time of each item's entry. */
  readonly #times: number[] = [];

  /** Makes sure that the item comes up at this time or before. */
  add(item: T, time: number): void {
    if (time >= item.queuedFor) return;
    item.queuedFor = time;
    this.#items.push(item);
    this.#times.push(time);
    this.#up(this.#items.length - 1);
  }

  /** Takes out the first entry before a time; what the item wants may have moved on since it was queued. */
  takeBefore(time: number): Entry<T> | undefined {
    for (;;) {
      const [item] = this.#items;
      const first = this.#times[0];
      if (item === undefined || first === undefined || first >= time) return undefined;
      this.#removeFirst();
      if (first !== item.queuedFor) continue;
      item.queuedFor = Infinity;
      return { item, time: first };
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

  /** False where either is not there. */
  #isBefore(i: number, j: number): boolean {
    const a = this.#items[i];
    const b = this.#items[j];
    if (a === undefined || b === undefined) return false;
    const sooner = (this.#times[i] ?? Infinity) - (this.#times[j] ?? Infinity);
    return sooner < 0 || (sooner === 0 && a.topic < b.topic);
  }
}
