import type { BrokerMessage } from './broker.ts';
import type { Fill } from './broker-back-pressure.ts';
import type { ClientContext } from './client-context.ts';

export interface QueuedMessage {
  readonly message: BrokerMessage;
  /** The client rejected the topic id once, and the gateway forgot the id. */
  wasRepaired: boolean;
}

/** With so many octets a queue is as full as with too many messages: one client must not use up the common memory. */
const FULL_OCTETS = 1024 * 1024;
/** A full queue has room again at three quarters. */
const ROOMY_SHARE = 0.75;
const NO_ROOM = 'too many messages wait for the client';

/** Messages for one client, in the broker's order. A full queue drops the oldest message of QoS 0. */
export class DownlinkQueue {
  readonly #client: ClientContext;
  readonly #messages: QueuedMessage[] = [];

  constructor(client: ClientContext) {
    this.#client = client;
  }

  get length(): number {
    return this.#messages.length;
  }

  get fill(): Fill {
    const { settings, buffered } = this.#client;
    const share = Math.max(this.length / settings.maxBuffered, buffered.taken / FULL_OCTETS);
    if (share >= 1) return 'full';
    return share <= ROOMY_SHARE ? 'roomy' : 'fair';
  }

  push(message: BrokerMessage): void {
    if (this.#makeRoom(message)) this.#messages.push({ message, wasRepaired: false });
    else this.#client.drop(message, NO_ROOM);
  }

  /** The next messages, at most `count`. */
  first(count: number): readonly QueuedMessage[] {
    return this.#messages.slice(0, count);
  }

  /** Makes a message that the client rejected the next one again. */
  putBack(queued: QueuedMessage): void {
    if (this.#client.buffered.take(queued.message.payload.length)) this.#messages.unshift(queued);
    else this.#client.drop(queued.message, NO_ROOM);
  }

  shift(): QueuedMessage | undefined {
    const queued = this.#messages.shift();
    if (queued !== undefined) this.#release(queued);
    return queued;
  }

  /** Forgets every message, and acknowledges none. */
  clear(): void {
    this.#client.buffered.giveAll();
    this.#messages.length = 0;
  }

  #makeRoom({ payload }: BrokerMessage): boolean {
    const { settings, buffered } = this.#client;
    if (this.length >= settings.maxBuffered && !this.#dropOldestOfQos0()) return false;
    while (!buffered.take(payload.length)) {
      if (!this.#dropOldestOfQos0()) return false;
    }
    return true;
  }

  #dropOldestOfQos0(): boolean {
    const at = this.#messages.findIndex(({ message }) => message.qos === 0);
    const [queued] = at === -1 ? [] : this.#messages.splice(at, 1);
    if (queued === undefined) return false;
    this.#release(queued);
    this.#client.drop(queued.message, NO_ROOM);
    return true;
  }

  #release({ message }: QueuedMessage): void {
    this.#client.buffered.give(message.payload.length);
  }
}
