import type { SnMessage } from '../codec/messages.ts';
import { pinging } from './connection-procedures.ts';
import { ProcedureRun } from './procedure-run.ts';
import type { ClientServices } from './services.ts';

/** PINGREQ goes out after three quarters of each keep-alive period: time is left for a repetition. */
const SHARE = 0.75;

/** Sends PINGREQ within each period, even while messages go to and fro (MQTT-SN 1.2 §6.11). */
export class KeepAlive {
  readonly #services: ClientServices;
  readonly #periodMs: number;
  readonly #onSilence: () => void;
  #ping: ProcedureRun<void> | undefined;
  #pingAtMs = Infinity;

  /** Calls `onSilence` when the gateway leaves PINGREQ and every repetition unanswered. */
  constructor(services: ClientServices, onSilence: () => void) {
    const { keepAliveS } = services.settings;
    this.#services = services;
    this.#periodMs = keepAliveS === 0 ? Infinity : keepAliveS * 1000 * SHARE;
    this.#onSilence = onSilence;
  }

  start(): void {
    this.#pingAtMs = this.#services.now() + this.#periodMs;
  }

  stop(): void {
    this.#ping = undefined;
    this.#pingAtMs = Infinity;
  }

  /** Sends PINGREQ at once. */
  ping(): void {
    this.start();
    if (this.#ping !== undefined) return;
    this.#ping = new ProcedureRun(this.#services, pinging());
    this.#ping.start();
  }

  /** True if the message was the answer to PINGREQ. */
  receive(message: SnMessage): boolean {
    if (this.#ping?.receive(message) === undefined) return false;
    this.#ping = undefined;
    return true;
  }

  tick(): void {
    if (this.#ping?.tick() === 'silent') this.#onSilence();
    else if (this.#services.now() >= this.#pingAtMs) this.ping();
  }
}
