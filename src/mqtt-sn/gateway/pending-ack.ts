import type { TopicId } from '../codec/topic.ts';
import { RetryTimer } from '../retry-timer.ts';
import type { ClientContext } from './client-context.ts';
import type { QueuedMessage } from './downlink-queue.ts';
import type { SentRequest } from './sent-request.ts';
import type { Topic } from './topic-table.ts';

/** The next acknowledgement of a client, and the message in question. Without a topic, REGACK is for the proof alone. */
export type ExpectedAck =
  | { readonly answer: 'REGACK'; readonly topic: Topic | undefined; readonly queued: QueuedMessage }
  | { readonly answer: 'PUBACK' | 'PUBREC'; readonly topic: TopicId; readonly queued: QueuedMessage }
  | { readonly answer: 'PUBCOMP' };

/** Awaits the next acknowledgement of a client (MQTT-SN 1.2 §6.6), and retransmits (§6.13). */
export class PendingAck {
  readonly #client: ClientContext;
  readonly #retry: RetryTimer;
  #expected: ExpectedAck | undefined;
  #sent: SentRequest | undefined;

  constructor(client: ClientContext) {
    this.#client = client;
    this.#retry = new RetryTimer(client.settings);
  }

  get isNone(): boolean {
    return this.#expected === undefined;
  }

  expect(expected: ExpectedAck, sent: SentRequest): void {
    this.#expected = expected;
    this.#sent = sent;
    this.#retry.start(sent.atMs);
  }

  /** Ends the wait if this acknowledgement is pending. Topic ids are not compared: some clients send wrong ids. */
  take<A extends ExpectedAck['answer']>(answer: A, msgId: number): (ExpectedAck & { answer: A }) | undefined {
    if (!this.is(answer, msgId)) return undefined;
    const expected = this.#expected;
    this.#client.proof.give();
    this.clear();
    return expected as ExpectedAck & { answer: A };
  }

  is(answer: ExpectedAck['answer'], msgId: number): boolean {
    return this.#expected?.answer === answer && this.#sent?.msgId === msgId;
  }

  /** The topic in question if REGACK is pending. */
  get registering(): Topic | undefined {
    return this.#expected?.answer === 'REGACK' ? this.#expected.topic : undefined;
  }

  clear(): void {
    this.#expected = undefined;
    this.#sent = undefined;
    this.#retry.stop();
  }

  /** Repeats the request when due; false when the client has left every repetition unanswered. */
  tick(): boolean {
    const next = this.#retry.tick(this.#client.now());
    if (next === 'repeat') this.repeat();
    return next !== 'exhausted';
  }

  /** The client listens again: the request goes out, and the count starts anew. */
  restart(): void {
    if (this.isNone) return;
    this.#retry.start(this.#client.now());
    this.repeat();
  }

  /** A repeated PUBLISH has DUP set; nothing else changes (§6.13). */
  repeat(): void {
    const message = this.#sent?.message;
    if (message === undefined) return;
    this.#client.send(message.type === 'PUBLISH' ? { ...message, dup: true } : message);
  }
}
