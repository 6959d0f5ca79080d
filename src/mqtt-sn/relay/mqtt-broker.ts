import type { Duplex } from 'node:stream';
import type { BrokerConnection, UpstreamBroker } from '../gateway/broker.ts';
import { MqttConnection, type MqttConnectionSettings } from './mqtt-connection.ts';

export interface MqttBrokerSettings extends MqttConnectionSettings {
  /** Starts a new connection to the broker. The stream keeps early writes until the connection stands. */
  readonly dial: () => Duplex;
}

/**
 * An MQTT broker for the gateway. A client that returns waits until its earlier connection is closed. Otherwise the
 * broker could see the new connection first, throw the old one out, and publish the will.
 */
export function createMqttBroker(settings: MqttBrokerSettings): UpstreamBroker {
  const closing = new Map<string, Promise<void>>();

  const dial = (clientId: string): Duplex => {
    const stream = settings.dial();
    const closed = new Promise<void>((resolve) => stream.once('close', resolve));
    closing.set(clientId, closed);
    void closed.then(() => {
      if (closing.get(clientId) === closed) closing.delete(clientId);
    });
    return stream;
  };

  return {
    open(request, events) {
      const earlier = closing.get(request.clientId);
      const connect = (): BrokerConnection =>
        new MqttConnection(dial(request.clientId), request, settings, events);
      return earlier === undefined ? connect() : new DeferredConnection(earlier, connect);
    },
  };
}

/** A connection that opens when an earlier one is closed; until then the gateway can only give it up. */
class DeferredConnection implements BrokerConnection {
  #connection: BrokerConnection | undefined;
  #isGivenUp = false;

  constructor(earlier: Promise<void>, connect: () => BrokerConnection) {
    void earlier.then(() => {
      if (!this.#isGivenUp) this.#connection = connect();
    });
  }

  get congested(): boolean {
    return this.#connection?.congested ?? true;
  }

  publish(...args: Parameters<BrokerConnection['publish']>): void {
    this.#connection?.publish(...args);
  }

  subscribe(...args: Parameters<BrokerConnection['subscribe']>): void {
    this.#connection?.subscribe(...args);
  }

  unsubscribe(...args: Parameters<BrokerConnection['unsubscribe']>): void {
    this.#connection?.unsubscribe(...args);
  }

  hold(isHeld: boolean): void {
    this.#connection?.hold(isHeld);
  }

  flush(done: () => void): void {
    this.#connection?.flush(done);
  }

  disconnect(...args: Parameters<BrokerConnection['disconnect']>): void {
    this.#isGivenUp = true;
    this.#connection?.disconnect(...args);
  }

  drop(): void {
    this.#isGivenUp = true;
    this.#connection?.drop();
  }
}
