import type { ClientContext } from './client-context.ts';
import type { Downlink } from './downlink.ts';

/** The gateway waits no longer for a broker to report that everything is sent. */
const FLUSH_MS = 1000;

/**
 * A sleeping client's time awake, from PINGREQ to PINGRESP (MQTT-SN 1.2 §6.14). PINGRESP comes after the last
 * acknowledgement, and after every message at the broker: acknowledgements make room for more messages than the broker
 * sends at once. The gateway cuts an endless stream after as many messages as the queue could have held.
 */
export class Wake {
  readonly #client: ClientContext;
  readonly #downlink: Downlink;
  readonly #onEnd: () => void;
  readonly #pushedBefore: number;
  #state: 'delivering' | 'flushing' | 'flushed' | 'over' = 'delivering';
  #flushUntilMs = Infinity;

  /** Calls `onEnd` when the client has every message. */
  constructor(client: ClientContext, downlink: Downlink, onEnd: () => void) {
    this.#client = client;
    this.#downlink = downlink;
    this.#onEnd = onEnd;
    this.#pushedBefore = downlink.pushed;
  }

  /** The client has got, and acknowledged, every message in the queue. */
  idle(): void {
    if (this.#state === 'flushed' || this.#delivered > this.#client.settings.maxBuffered) this.#finish();
    else if (this.#state === 'delivering') this.#flush();
  }

  tick(): void {
    if (this.#client.now() >= this.#flushUntilMs) this.#flushed(true);
  }

  /** Ends without PINGRESP. */
  cancel(): void {
    this.#state = 'over';
    this.#flushUntilMs = Infinity;
  }

  get #delivered(): number {
    return this.#downlink.pushed - this.#pushedBefore;
  }

  #flush(): void {
    this.#state = 'flushing';
    this.#flushUntilMs = this.#client.now() + FLUSH_MS;
    const before = this.#delivered;
    this.#client.broker.flush(() => {
      if (this.#state === 'flushing') this.#flushed(this.#delivered === before);
    });
  }

  #flushed(isComplete: boolean): void {
    this.#state = isComplete ? 'flushed' : 'delivering';
    this.#flushUntilMs = Infinity;
    if (this.#downlink.isIdle) this.idle();
  }

  #finish(): void {
    if (this.#state === 'over') return;
    this.cancel();
    this.#onEnd();
  }
}
