import type { Message } from '../codec/messages.ts';
import { Exchange, type ExchangePort } from './exchange.ts';
import { pinging } from './procedures.ts';

/** PINGREQ comes this early in each keep-alive period, so that one lost does no harm. */
const SHARE = 0.75;

/** PINGREQ within each period, whatever else is sent and received (MQTT-SN 1.2 §6.11). */
export class KeepAlive {
  readonly #exchanges: ExchangePort;
  readonly #periodMs: number;
  readonly #silent: () => void;
  #ping: Exchange<void> | undefined;
  #pingAtMs = Infinity;

  constructor(exchanges: ExchangePort, keepAliveS: number, silent: () => void) {
    this.#exchanges = exchanges;
    this.#periodMs = keepAliveS === 0 ? Infinity : keepAliveS * 1000 * SHARE;
    this.#silent = silent;
  }

  start(): void {
    this.#pingAtMs = this.#exchanges.now() + this.#periodMs;
  }

  stop(): void {
    this.#ping = undefined;
    this.#pingAtMs = Infinity;
  }

  /** Asks at once. */
  ping(): void {
    this.start();
    if (this.#ping !== undefined) return;
    this.#ping = new Exchange(this.#exchanges, pinging());
    this.#ping.start();
  }

  /** Whether the message was an answer. */
  receive(message: Message): boolean {
    if (this.#ping?.receive(message) === undefined) return false;
    this.#ping = undefined;
    return true;
  }

  tick(): void {
    if (this.#ping?.tick() === 'silent') this.#silent();
    else if (this.#exchanges.now() >= this.#pingAtMs) this.ping();
  }
}
