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
  readonly #heap: Entry<T>[] = [];

  /** Makes sure that the item comes up at this time or before. */
  add(item: T, time: number): void {
    if (time >= item.queuedFor) return;
    item.queuedFor = time;
    this.#heap.push({ time, item });
    this.#up(this.#heap.length - 1);
  }

  /** Takes out the first entry before a time; what the item wants may have moved on since it was queued. */
  takeBefore(time: number): Entry<T> | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.time >= time) return undefined;
      this.#removeFirst();
      if (first.time !== first.item.queuedFor) continue;
      first.item.queuedFor = Infinity;
      return first;
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#down(0);
  }

  #up(from: number): void {
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#swapIfBefore(i, parent)) return;
      i = parent;
    }
  }

  #down(from: number): void {
    let i = from;
    for (;;) {
      const left = 2 * i + 1;
      const child = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(child, i)) return;
      i = child;
    }
  }

  #swapIfBefore(i: number, j: number): boolean {
    const a = this.#heap[i];
    const b = this.#heap[j];
    if (a === undefined || b === undefined || !this.#isBefore(i, j)) return false;
    this.#heap[i] = b;
    this.#heap[j] = a;
    return true;
  }

  #isBefore(i: number, j: number): boolean {
    const a = this.#heap[i];
    const b = this.#heap[j];
    if (a === undefined || b === undefined) return false;
    return a.time < b.time || (a.time === b.time && a.item.topic < b.item.topic);
  }
}
