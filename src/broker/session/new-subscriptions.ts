import type { Subscription } from '../routing/subscription.ts';
import { Fifo } from './fifo.ts';

/** The subscriptions of one SUBSCRIBE with retained messages to send: those with the highest QoS first. */
export class NewSubscriptions {
  readonly #byQos = [2, 1, 0].map(() => new Fifo<Subscription<unknown>>());

  get size(): number {
    return this.#byQos.reduce((size, fifo) => size + fifo.size, 0);
  }

  add(subscription: Subscription<unknown>): void {
    this.#byQos[2 - subscription.qos]?.push(subscription);
  }

  shift(): Subscription<unknown> | undefined {
    return this.#byQos.find(({ size }) => size > 0)?.shift();
  }

  drop(filters: ReadonlySet<string>): void {
    for (const fifo of this.#byQos) {
      fifo.replace(fifo.toArray().filter(({ filter }) => !filters.has(filter)));
    }
  }
}
