import type { Store } from '../store.ts';

export interface Flushable {
  /** Writes what is to be sent, once `committed` where the answer promises what the store holds. */
  flush(committed: Promise<void> | undefined): void;
}

/** Gathers what all connections send in one turn of the event loop, and commits it to the store first. */
export class FlushQueue {
  readonly #store: Store;
  #waiting: Flushable[] = [];
  #scheduled = false;
  /** The store failed, and that was told. */
  #isFailing = false;
  readonly #failed: (error: Error) => void;

  constructor(store: Store, failed: (error: Error) => void) {
    this.#store = store;
    this.#failed = failed;
  }

  /** To be called once a turn by each connection that has something to send. */
  add(connection: Flushable): void {
    this.#waiting.push(connection);
    this.schedule();
  }

  /** At the end of this turn the store commits. */
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
