import type { Store } from '../store.ts';

export interface Flushable {
  /** Writes the gathered packets; packets with a promise wait for the commit. */
  flush(commit: () => Promise<void> | undefined): void;
}

/** Flushes all connections at the end of a turn of the event loop. Acknowledgements of the turn share one commit. */
export class FlushQueue {
  readonly #store: Store;
  #waiting: Flushable[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Each connection with pending packets calls once a turn. */
  add(connection: Flushable): void {
    this.#waiting.push(connection);
    if (this.#waiting.length === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const connection of waiting) connection.flush(() => this.#store.commit());
  }
}
