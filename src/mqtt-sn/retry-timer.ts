/** The timers of a retransmission; the values are the best practice of MQTT-SN 1.2 §7.2. */
export interface RetrySettings {
  /** T_RETRY: 10 to 15 s. */
  readonly retryIntervalMs: number;
  /** N_RETRY: 3 to 5. */
  readonly retries: number;
}

/** When a request without an answer is sent again, and when the sender gives up (MQTT-SN 1.2 §6.13). */
export class RetryTimer {
  readonly #settings: RetrySettings;
  #tries = 0;
  #dueAtMs = Infinity;

  constructor(settings: RetrySettings) {
    this.#settings = settings;
  }

  /** The request went out for the first time. */
  start(sentAtMs: number): void {
    this.#tries = 0;
    this.#dueAtMs = sentAtMs + this.#settings.retryIntervalMs;
  }

  /** The answer has come. */
  stop(): void {
    this.#dueAtMs = Infinity;
  }

  /** `repeat`: send the request again now. `exhausted`: every repetition went out and none was answered. */
  tick(nowMs: number): 'wait' | 'repeat' | 'exhausted' {
    if (nowMs < this.#dueAtMs) return 'wait';
    if (this.#tries >= this.#settings.retries) return 'exhausted';
    this.#tries++;
    this.#dueAtMs = nowMs + this.#settings.retryIntervalMs;
    return 'repeat';
  }
}
