export interface WakePort {
  readonly maxBuffered: number;
  now(): number;
  /** Nothing is left to be sent or acknowledged. */
  isIdle(): boolean;
  /** `done` when the broker has sent all that it has. */
  flush(done: () => void): void;
  /** The client has everything: PINGRESP, and sleep. */
  finished(): void;
}

/** A broker that doesn't say that it has sent all is not waited for any longer. */
const FLUSH_MS = 1000;

/**
 * One wake of a sleeping client, from its PINGREQ to PINGRESP (MQTT-SN 1.2 §6.14). PINGRESP comes after the last
 * acknowledgement, and after all that the broker holds: acknowledgements make room for more than it sends at once.
 * A stream without end is cut at what could have been buffered.
 */
export class Wake {
  readonly #port: WakePort;
  #state: 'delivering' | 'flushing' | 'flushed' | 'over' = 'delivering';
  #delivered = 0;
  #flushUntilMs = Infinity;

  constructor(port: WakePort) {
    this.#port = port;
  }

  /** The broker sent a message. */
  delivered(): void {
    this.#delivered++;
  }

  /** All that was there has been delivered and acknowledged. */
  idle(): void {
    if (this.#state === 'flushed' || this.#delivered > this.#port.maxBuffered) this.#finish();
    else if (this.#state === 'delivering') this.#flush();
  }

  tick(): void {
    if (this.#port.now() >= this.#flushUntilMs) this.#flushed(true);
  }

  /** It was ended otherwise. */
  cancel(): void {
    this.#state = 'over';
    this.#flushUntilMs = Infinity;
  }

  #flush(): void {
    this.#state = 'flushing';
    this.#flushUntilMs = this.#port.now() + FLUSH_MS;
    const before = this.#delivered;
    this.#port.flush(() => {
      if (this.#state === 'flushing') this.#flushed(this.#delivered === before);
    });
  }

  #flushed(isAll: boolean): void {
    this.#state = isAll ? 'flushed' : 'delivering';
    this.#flushUntilMs = Infinity;
    if (this.#port.isIdle()) this.idle();
  }

  #finish(): void {
    if (this.#state === 'over') return;
    this.cancel();
    this.#port.finished();
  }
}
