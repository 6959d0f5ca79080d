import { RetryTimer } from '../retry-timer.ts';
import type { ClientContext } from './client-context.ts';

/** A client without a keep-alive may be silent for so long, and for so long if messages go out to it. */
const IDLE_MS = 24 * 3_600_000;
const SERVED_IDLE_MS = 600_000;

/**
 * Asks a client without a keep-alive, by PINGREQ, if it is still there (MQTT-SN 1.2 §6.11): its session would otherwise
 * stay for ever.
 */
export class IdleProbe {
  readonly #client: ClientContext;
  readonly #retry: RetryTimer;
  #askedAtMs: number | undefined;

  constructor(client: ClientContext) {
    this.#client = client;
    this.#retry = new RetryTimer(client.settings);
  }

  /** Asks when due; false when the client has left every question unanswered. */
  tick(): boolean {
    const { state, keepAlive, heardAtMs, servedAtMs } = this.#client;
    if (state !== 'active' || keepAlive.isSupervising) return true;
    if (this.#askedAtMs !== undefined && heardAtMs < this.#askedAtMs) return this.#repeat();
    this.#askedAtMs = undefined;
    const nowMs = this.#client.now();
    if (nowMs - heardAtMs <= (servedAtMs > heardAtMs ? SERVED_IDLE_MS : IDLE_MS)) return true;
    this.#askedAtMs = nowMs;
    this.#retry.start(nowMs);
    this.#client.send({ type: 'PINGREQ' });
    return true;
  }

  #repeat(): boolean {
    const next = this.#retry.tick(this.#client.now());
    if (next === 'repeat') this.#client.send({ type: 'PINGREQ' });
    return next !== 'exhausted';
  }
}
