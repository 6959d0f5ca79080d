import { MAX_PACKET_ID } from '../packet-ids.ts';

export type Acknowledged = (error?: Error) => void;

/** The messages of one connection that the broker has not acknowledged, by packet identifier, the oldest first. */
export class InFlight {
  /** Made at the first message: of thousands of clients most have none under way. */
  #messages: Map<number, Acknowledged> | undefined;
  #lastId = 0;

  get size(): number {
    return this.#messages?.size ?? 0;
  }

  /** Returns the packet identifier for a message. There must be fewer than 65,535 messages. */
  add(done: Acknowledged): number {
    this.#messages ??= new Map();
    do this.#lastId = this.#lastId === MAX_PACKET_ID ? 1 : this.#lastId + 1;
    while (this.#messages.has(this.#lastId));
    this.#messages.set(this.#lastId, done);
    return this.#lastId;
  }

  has(id: number): boolean {
    return this.#messages?.has(id) ?? false;
  }

  /** A message is acknowledged, or refused. An identifier of no message is ignored. */
  settle(id: number, error?: Error): void {
    const done = this.#messages?.get(id);
    if (done === undefined) return;
    this.#messages?.delete(id);
    done(error);
  }

  /** Ends every message with an error, the oldest first. */
  fail(error: Error): void {
    const messages = this.#messages;
    this.#messages = undefined;
    if (messages) for (const done of messages.values()) done(error);
  }
}
