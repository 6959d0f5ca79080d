import type { Broker, BrokerConnection, Will } from './broker.ts';
import { LIMITS } from './settings.ts';

export interface AnonymousPort {
  readonly broker: Broker;
  readonly clientId: string;
  now(): number;
  /** The connection is not to be had; messages are lost. */
  failed(reason: string): void;
}

/** How long the broker is left alone after it could not be reached. */
const PAUSE_MS = 1000;

/**
 * The way of QoS -1 messages, which need no CONNECT: a connection of its own, opened for the first of them
 * (MQTT-SN 1.2 §6.8, §7.1).
 */
export class Anonymous {
  readonly #port: AnonymousPort;
  readonly #waiting: Will[] = [];
  #connection: BrokerConnection | undefined;
  #isConnected = false;
  #notBeforeMs = 0;

  constructor(port: AnonymousPort) {
    this.#port = port;
  }

  publish(message: Will): void {
    if (this.#connection !== undefined && this.#isConnected) {
      if (!this.#connection.congested) this.#connection.publish(message, () => {});
      return;
    }
    if (this.#waiting.length < LIMITS.anonymousQueue) this.#waiting.push(message);
    if (this.#connection === undefined) this.#open();
  }

  close(): void {
    this.#connection?.disconnect();
    this.#connection = undefined;
  }

  #open(): void {
    if (this.#port.now() < this.#notBeforeMs) {
      this.#waiting.length = 0;
      return;
    }
    const request = { clientId: this.#port.clientId, clean: true };
    this.#connection = this.#port.broker.open(request, {
      connected: () => this.#connected(),
      refused: ({ reason }) => this.#failed(reason),
      closed: (reason) => this.#failed(reason),
      message: (message) => message.acknowledge(),
    });
  }

  #connected(): void {
    this.#isConnected = true;
    for (const message of this.#waiting.splice(0)) this.#connection?.publish(message, () => {});
  }

  #failed(reason: string): void {
    this.#connection = undefined;
    this.#isConnected = false;
    this.#waiting.length = 0;
    this.#notBeforeMs = this.#port.now() + PAUSE_MS;
    this.#port.failed(reason);
  }
}
