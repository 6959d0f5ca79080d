const MIN_COMPACTED = 1024;

/** First in, first out; `shift` takes constant time. */
export class Fifo<T> {
  #items: T[];
  #head = 0;

  constructor(items: T[] = []) {
    this.#items = items;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head += 1;
    if (this.#head === this.#items.length) this.replace([]);
    else if (this.#head > MIN_COMPACTED && this.#head * 2 > this.#items.length) this.replace(this.toArray());
    return item;
  }

  toArray(): T[] {
    return this.#items.slice(this.#head);
  }

  replace(items: T[]): void {
    this.#items = items;
    this.#head = 0;
  }
}
