import { SendRateLimiter } from '../send-rate.ts';
import type { ClientContext } from './client-context.ts';

/** Delays messages to one client: long where the client reports congestion, a little within a burst of QoS 0. */
export class DownlinkThrottle {
  readonly #client: ClientContext;
  readonly #resume: () => void;
  readonly #rate = new SendRateLimiter();
  #isOverRate = false;
  #pausedUntilMs = 0;

  /** Calls `resume` when a burst may go on. The end of a pause is found by asking. */
  constructor(client: ClientContext, resume: () => void) {
    this.#client = client;
    this.#resume = resume;
  }

  /** The client reported congestion and is left alone (MQTT-SN 1.2 §6.6). */
  get isPaused(): boolean {
    return this.#pausedUntilMs > this.#client.now();
  }

  /** Datagrams went out faster than the client's socket reads. */
  get isOverRate(): boolean {
    return this.#isOverRate;
  }

  pause(ms: number): void {
    this.#pausedUntilMs = this.#client.now() + ms;
  }

  /**
   * A message of QoS 0 went out. No acknowledgement slows such messages down: the end of a long burst would be lost.
   */
  countUnacknowledged(): void {
    const waitMs = this.#rate.waitMs(this.#client.now());
    if (waitMs === 0) return;
    this.#isOverRate = true;
    this.#client.later(waitMs, () => {
      this.#isOverRate = false;
      this.#resume();
    });
  }
}
