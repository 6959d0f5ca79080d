import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { OnOutcome, Operations } from './operations.ts';
import type { ClientServices } from './services.ts';
import { subscribing, unsubscribing } from './subscribe-procedures.ts';

/** The subscriptions of a client, renewed after every reconnection. */
export class ClientSubscriber {
  readonly #services: ClientServices;
  readonly #operations: Operations;
  readonly #granted = new Map<string, Qos>();

  constructor(services: ClientServices, operations: Operations) {
    this.#services = services;
    this.#operations = operations;
  }

  subscribe(filter: string, qos: Qos, done: OnOutcome<Qos>): void {
    this.#operations.add({
      begin: () => subscribing(this.#services, filter, qos),
      done: (outcome) => {
        if ('result' in outcome) this.#granted.set(filter, qos);
        done(outcome);
      },
    });
  }

  unsubscribe(filter: string, done: OnOutcome): void {
    this.#granted.delete(filter);
    this.#operations.add({ begin: () => unsubscribing(this.#services, filter), done });
  }

  /** Subscribes to every filter again, before the waiting operations. */
  renew(): void {
    const operations = [...this.#granted].map(([filter, qos]) => ({
      begin: () => subscribing(this.#services, filter, qos),
      done: () => {},
    }));
    this.#operations.addInFront(operations);
  }
}
