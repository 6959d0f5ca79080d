import type { ClientContext } from './client-context.ts';

/** How full the queue of a client is; `fair` is between the two marks. */
export type Fill = 'roomy' | 'fair' | 'full';

/**
 * A broker waits at most 2 s for one client. Brokers give up on a connection without a reader (aedes after 3 s), and
 * some make all clients wait meanwhile.
 */
const HOLD_MS = 2000;

/**
 * Makes the broker wait while a client is behind, as a slow reader of TCP does: a burst is delivered later instead of
 * being dropped. When a client stays behind, the broker goes on, and the gateway drops messages until the client has
 * caught up.
 */
export class BrokerBackPressure {
  readonly #client: ClientContext;
  #state: 'flowing' | 'held' | 'overrun' = 'flowing';
  #heldUntilMs = 0;

  constructor(client: ClientContext) {
    this.#client = client;
  }

  /** `isFlowing`: a message is on the way to the client, or could be. */
  update(fill: Fill, isFlowing: boolean): void {
    switch (this.#state) {
      case 'flowing':
        if (fill === 'full' && isFlowing) this.#hold();
        return;
      case 'held':
        if (fill === 'roomy') this.#release('flowing');
        else if (!isFlowing || this.#client.now() >= this.#heldUntilMs) this.#release('overrun');
        return;
      case 'overrun':
        if (fill === 'roomy') this.#state = 'flowing';
        return;
    }
  }

  #hold(): void {
    this.#state = 'held';
    this.#heldUntilMs = this.#client.now() + HOLD_MS;
    this.#client.broker.hold(true);
  }

  #release(next: 'flowing' | 'overrun'): void {
    this.#state = next;
    this.#client.broker.hold(false);
  }
}
