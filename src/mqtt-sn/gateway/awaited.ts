import type { Message } from '../codec/messages.ts';
import type { TopicId } from '../codec/topic.ts';
import type { Held } from './downlink-queue.ts';
import type { Topic } from './topic-table.ts';

/** What the client is to answer, and the message that it is about. */
export type Expected =
  | { readonly answer: 'REGACK'; readonly topic: Topic; readonly held: Held }
  | { readonly answer: 'PUBACK' | 'PUBREC'; readonly topic: TopicId; readonly held: Held }
  | { readonly answer: 'PUBCOMP' };

export interface Sent {
  readonly message: Message;
  readonly msgId: number;
  readonly atMs: number;
}

export interface AwaitedPort {
  readonly retryIntervalMs: number;
  readonly retries: number;
  send(message: Message): void;
}

/** The one answer that a client owes at a time (MQTT-SN 1.2 §6.6), asked for again and again (§6.13). */
export class Awaited {
  readonly #port: AwaitedPort;
  #expected: Expected | undefined;
  #sent: Sent | undefined;
  #tries = 0;
  #dueAtMs = 0;

  constructor(port: AwaitedPort) {
    this.#port = port;
  }

  get isNothing(): boolean {
    return this.#expected === undefined;
  }

  await(expected: Expected, sent: Sent): void {
    this.#expected = expected;
    this.#sent = sent;
    this.#tries = 0;
    this.#dueAtMs = sent.atMs + this.#port.retryIntervalMs;
  }

  /** Ends the wait if it is this answer that is awaited. Peers get topic ids wrong: they don't count. */
  take<A extends Expected['answer']>(answer: A, msgId: number): (Expected & { answer: A }) | undefined {
    if (!this.is(answer, msgId)) return undefined;
    const expected = this.#expected;
    this.clear();
    return expected as Expected & { answer: A };
  }

  is(answer: Expected['answer'], msgId: number): boolean {
    return this.#expected?.answer === answer && this.#sent?.msgId === msgId;
  }

  /** Whether the topic is being registered. */
  isAbout(topic: Topic): boolean {
    return this.#expected?.answer === 'REGACK' && this.#expected.topic === topic;
  }

  clear(): void {
    this.#expected = undefined;
    this.#sent = undefined;
  }

  /** Sends again what is due; false when that was often enough. */
  tick(nowMs: number): boolean {
    if (this.isNothing || this.#dueAtMs > nowMs) return true;
    if (this.#tries >= this.#port.retries) return false;
    this.#tries++;
    this.#dueAtMs = nowMs + this.#port.retryIntervalMs;
    this.again();
    return true;
  }

  /** The client listens again: counting begins anew. */
  restart(nowMs: number): void {
    if (this.isNothing) return;
    this.#tries = 0;
    this.#dueAtMs = nowMs + this.#port.retryIntervalMs;
    this.again();
  }

  /** PUBLISH with DUP, everything else as it was (§6.13). */
  again(): void {
    const message = this.#sent?.message;
    if (message === undefined) return;
    this.#port.send(message.type === 'PUBLISH' ? { ...message, dup: true } : message);
  }
}
