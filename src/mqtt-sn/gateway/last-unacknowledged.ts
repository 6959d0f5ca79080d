import { type TopicId, topicIdOctets } from '../codec/topic.ts';
import type { ClientContext } from './client-context.ts';
import type { QueuedMessage } from './downlink-queue.ts';

interface Unacknowledged {
  readonly queued: QueuedMessage;
  readonly topic: TopicId;
  readonly untilMs: number;
}

/** The last message of QoS 0: for a retry interval the client may yet reject the topic id (MQTT-SN 1.2 §6.6). */
export class LastUnacknowledged {
  readonly #client: ClientContext;
  #last: Unacknowledged | undefined;

  constructor(client: ClientContext) {
    this.#client = client;
  }

  sent(queued: QueuedMessage, topic: TopicId): void {
    this.#last = { queued, topic, untilMs: this.#client.now() + this.#client.settings.retryIntervalMs };
  }

  /** The message, if PUBLISH carried this topic id. */
  take(topicId: number): Unacknowledged | undefined {
    const last = this.#last;
    if (last === undefined || topicIdOctets(last.topic) !== topicId) return undefined;
    this.#last = undefined;
    return last;
  }

  tick(): void {
    if (this.#last !== undefined && this.#last.untilMs <= this.#client.now()) this.clear();
  }

  clear(): void {
    this.#last = undefined;
  }
}
