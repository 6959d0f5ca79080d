import type { Fill } from './back-pressure.ts';
import type { BrokerMessage } from './broker.ts';
import type { Share } from './budget.ts';

export interface Held {
  readonly message: BrokerMessage;
  /** It was sent once under an id that the client didn't know. */
  repaired: boolean;
}

export interface DownlinkQueuePort {
  readonly maxMessages: number;
  /** Of octets of payload. */
  readonly buffered: Share;
  /** A message that the client will never get. */
  drop(message: BrokerMessage, why: string): void;
}

/** With so many octets a queue is as full as with too many messages: one client must not use up what all share. */
const FULL_OCTETS = 1024 * 1024;
/** A queue that was full is not any more when this share of it is left. */
const ROOMY_SHARE = 0.75;
const NO_ROOM = 'too many messages wait for the client';

/** What waits for one client, in the broker's order. Where there is no room, the oldest of QoS 0 makes it. */
export class DownlinkQueue {
  readonly #port: DownlinkQueuePort;
  readonly #messages: Held[] = [];

  constructor(port: DownlinkQueuePort) {
    this.#port = port;
  }

  get length(): number {
    return this.#messages.length;
  }

  get fill(): Fill {
    const share = Math.max(this.length / this.#port.maxMessages, this.#port.buffered.taken / FULL_OCTETS);
    if (share >= 1) return 'full';
    return share <= ROOMY_SHARE ? 'roomy' : 'fair';
  }

  push(message: BrokerMessage): void {
    if (!this.#makeRoom(message)) {
      this.#port.drop(message, NO_ROOM);
      return;
    }
    this.#messages.push({ message, repaired: false });
  }

  /** The messages that are next, at most so many. */
  first(count: number): readonly Held[] {
    return this.#messages.slice(0, count);
  }

  /** Makes a message that was on its way the next one again. */
  putBack(held: Held): void {
    if (this.#port.buffered.take(held.message.payload.length)) this.#messages.unshift(held);
    else this.#port.drop(held.message, NO_ROOM);
  }

  shift(): Held | undefined {
    const held = this.#messages.shift();
    if (held !== undefined) this.#release(held);
    return held;
  }

  /** Forgets everything without acknowledging it. */
  clear(): void {
    this.#port.buffered.giveAll();
    this.#messages.length = 0;
  }

  #makeRoom({ payload }: BrokerMessage): boolean {
    const { maxMessages, buffered } = this.#port;
    if (this.length >= maxMessages && !this.#dropOldestOfQos0()) return false;
    while (!buffered.take(payload.length)) {
      if (!this.#dropOldestOfQos0()) return false;
    }
    return true;
  }

  #dropOldestOfQos0(): boolean {
    const at = this.#messages.findIndex(({ message }) => message.qos === 0);
    const [held] = at === -1 ? [] : this.#messages.splice(at, 1);
    if (held === undefined) return false;
    this.#release(held);
    this.#port.drop(held.message, NO_ROOM);
    return true;
  }

  #release({ message }: Held): void {
    this.#port.buffered.give(message.payload.length);
  }
}
