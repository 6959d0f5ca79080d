/** After more quick DISCONNECTs in a row the client waits before another CONNECT. */
const MAX_QUICK_ENDS = 3;

/**
 * When a client connects again after DISCONNECT of the gateway (MQTT-SN 1.2 §6.12): at once, but not in a tight loop.
 */
export class Reconnection {
  readonly #pauseMs: number;
  #connectedAtMs = 0;
  #dueAtMs = Infinity;
  #quickEnds = 0;

  /** An end within `pauseMs` of CONNACK is a quick end; the pause is as long. */
  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs;
  }

  connected(nowMs: number): void {
    this.#connectedAtMs = nowMs;
  }

  disconnected(nowMs: number): void {
    const wasQuick = nowMs - this.#connectedAtMs < this.#pauseMs;
    this.#quickEnds = wasQuick ? this.#quickEnds + 1 : 0;
    this.#dueAtMs = nowMs + (this.#quickEnds > MAX_QUICK_ENDS ? this.#pauseMs : 0);
  }

  /** The client connects now, or gives up. */
  cancel(): void {
    this.#dueAtMs = Infinity;
  }

  isDue(nowMs: number): boolean {
    return nowMs >= this.#dueAtMs;
  }
}
