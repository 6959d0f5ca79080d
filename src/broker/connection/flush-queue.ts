import type { Store } from '../store.ts';

export interface Flushable {
  /** Writes the gathered packets; packets with a promise wait for `committed`. */
  flush(committed: Promise<void> | undefined): void;
}

/** Flushes all connections at the end of a turn of the event loop, after starting the store's commit. */
export class FlushQueue {
  readonly #store: Store;
  #waiting: Flushable[] = [];
  #scheduled = false;
  /** The store's failure was reported. */
  #isFailing = false;
  readonly #failed: (error: Error) => void;

  constructor(store: Store, failed: (error: Error) => void) {
    this.#store = store;
    this.#failed = failed;
  }

  /** Each connection with pending packets calls once a turn. */
  add(connection: Flushable): void {
    this.#waiting.push(connection);
    this.schedule();
  }

  /** Commits at the end of this turn. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    const committed = this.#store.commit();
    committed?.then(
      () => {
        this.#isFailing = false;
      },
      (error: Error) => {
        if (!this.#isFailing) this.#failed(error);
        this.#isFailing = true;
      },
    );
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const connection of waiting) connection.flush(committed);
  }
}
