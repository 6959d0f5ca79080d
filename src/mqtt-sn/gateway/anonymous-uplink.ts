import type { BrokerConnection, MqttMessage } from './broker.ts';
import type { GatewayServices } from './services.ts';
import { LIMITS } from './settings.ts';

/** After a failure the gateway leaves the broker alone for a second. */
const PAUSE_MS = 1000;

/**
 * Messages of QoS -1 need no CONNECT. The gateway publishes them over a connection of its own, and opens it for the
 * first message (MQTT-SN 1.2 §6.8, §7.1).
 */
export class AnonymousUplink {
  readonly #services: GatewayServices;
  readonly #waiting: MqttMessage[] = [];
  #connection: BrokerConnection | undefined;
  #isConnected = false;
  #notBeforeMs = 0;

  constructor(services: GatewayServices) {
    this.#services = services;
  }

  publish(message: MqttMessage): void {
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
    const { settings, broker } = this.#services;
    if (this.#services.now() < this.#notBeforeMs) {
      this.#waiting.length = 0;
      return;
    }
    const request = { clientId: settings.anonymousClientId, clean: true };
    this.#connection = broker.open(request, {
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

  /** All waiting messages are lost: nobody acknowledges QoS -1. */
  #failed(reason: string): void {
    this.#connection = undefined;
    this.#isConnected = false;
    this.#waiting.length = 0;
    this.#notBeforeMs = this.#services.now() + PAUSE_MS;
    this.#services.report({ kind: 'anonymous', reason });
  }
}
