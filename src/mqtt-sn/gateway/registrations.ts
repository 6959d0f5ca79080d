import type { Sent } from './awaited.ts';
import type { Topic } from './topic-table.ts';

export interface RegistrationsPort {
  readonly retryIntervalMs: number;
  /** Sends REGISTER; undefined if it doesn't fit a datagram. */
  register(topic: Topic): Sent | undefined;
}

/** REGISTERs under way at a time. */
const MAX_OPEN = 64;

/**
 * Topics that are announced to a client before their messages are next, when many messages wait: a round trip for each
 * of some hundred topics, one after the other, is longer than a broker can be made to wait. They are not repeated: a
 * topic whose message is next and is still not known is registered as usual.
 */
export class Registrations {
  readonly #port: RegistrationsPort;
  readonly #open = new Map<Topic, Sent>();

  constructor(port: RegistrationsPort) {
    this.#port = port;
  }

  /** What was not answered within the retry interval was lost, and counts no more. */
  isFull(nowMs: number): boolean {
    if (this.#open.size < MAX_OPEN) return false;
    for (const [topic, { atMs }] of this.#open) {
      if (nowMs - atMs >= this.#port.retryIntervalMs) this.#open.delete(topic);
    }
    return this.#open.size >= MAX_OPEN;
  }

  announce(topic: Topic): void {
    if (this.#open.has(topic)) return;
    const sent = this.#port.register(topic);
    if (sent !== undefined) this.#open.set(topic, sent);
  }

  /** Its REGISTER, which from now on is somebody else's to wait for. */
  take(topic: Topic): Sent | undefined {
    const sent = this.#open.get(topic);
    this.#open.delete(topic);
    return sent;
  }

  /** The topic that a REGACK is about. */
  answered(msgId: number): Topic | undefined {
    for (const [topic, sent] of this.#open) {
      if (sent.msgId !== msgId) continue;
      this.#open.delete(topic);
      return topic;
    }
    return undefined;
  }

  clear(): void {
    this.#open.clear();
  }
}
