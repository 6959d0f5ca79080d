export interface BackPressurePort {
  /** While the broker is held, nothing is read of what it sends to the client. */
  hold(isHeld: boolean): void;
}

/** How full what waits for the client is; `fair` is between the two marks. */
export type Fill = 'roomy' | 'fair' | 'full';

/**
 * How long a broker is made to wait for one client. Brokers give up who doesn't read (aedes after 3 s), and some make
 * other clients wait meanwhile.
 */
const HOLD_MS = 2000;

/**
 * Makes the broker wait while a client is behind, as a slow reader of TCP does, so that a burst is delivered later
 * instead of being dropped. For a client that stays behind the broker goes on, and messages are dropped, until it has
 * caught up.
 */
export class BackPressure {
  readonly #port: BackPressurePort;
  #state: 'flowing' | 'held' | 'overrun' = 'flowing';
  #heldUntilMs = 0;

  constructor(port: BackPressurePort) {
    this.#port = port;
  }

  /** `isListening`: something is on its way to the client, or could be. */
  update(fill: Fill, isListening: boolean, nowMs: number): void {
    switch (this.#state) {
      case 'flowing':
        if (fill === 'full' && isListening) this.#hold(nowMs);
        return;
      case 'held':
        if (fill === 'roomy') this.#release('flowing');
        else if (!isListening || nowMs >= this.#heldUntilMs) this.#release('overrun');
        return;
      case 'overrun':
        if (fill === 'roomy') this.#state = 'flowing';
        return;
    }
  }

  #hold(nowMs: number): void {
    this.#state = 'held';
    this.#heldUntilMs = nowMs + HOLD_MS;
    this.#port.hold(true);
  }

  #release(next: 'flowing' | 'overrun'): void {
    this.#state = next;
    this.#port.hold(false);
  }
}
