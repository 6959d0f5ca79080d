/** Gateways that say DISCONNECT this often in a row, each time at once, are given time. */
const QUICK_ENDS = 3;

/** When to connect again after the gateway said DISCONNECT (MQTT-SN 1.2 §6.12): at once, but not again and again. */
export class Reconnection {
  readonly #pauseMs: number;
  #connectedAtMs = 0;
  #dueAtMs = Infinity;
  #quickEnds = 0;

  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs;
  }

  connected(nowMs: number): void {
    this.#connectedAtMs = nowMs;
  }

  disconnected(nowMs: number): void {
    const wasQuick = nowMs - this.#connectedAtMs < this.#pauseMs;
    this.#quickEnds = wasQuick ? this.#quickEnds + 1 : 0;
    this.#dueAtMs = nowMs + (this.#quickEnds > QUICK_ENDS ? this.#pauseMs : 0);
  }

  /** It is being connected, or not to be. */
  cancel(): void {
    this.#dueAtMs = Infinity;
  }

  isDue(nowMs: number): boolean {
    return nowMs >= this.#dueAtMs;
  }
}
