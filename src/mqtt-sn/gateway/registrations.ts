import type { ClientContext } from './client-context.ts';
import type { DownlinkQueue } from './downlink-queue.ts';
import { type SentRequest, sendRequest } from './sent-request.ts';
import type { Topic } from './topic-table.ts';

/** REGISTERs under way at a time. */
const MAX_OPEN = 64;
/** So many of the waiting messages are searched for topics to register ahead. */
const MAX_AHEAD = 256;

/**
 * REGISTERs of the gateway to a client (MQTT-SN 1.2 §6.10). When many messages wait, the gateway registers their topics
 * ahead: some hundred round trips in a row are longer than a broker can be made to wait. The gateway does not repeat a
 * REGISTER sent ahead: a topic that is still unknown at its message's turn is registered as usual.
 */
export class Registrations {
  readonly #client: ClientContext;
  readonly #queue: DownlinkQueue;
  readonly #open = new Map<Topic, SentRequest>();

  constructor(client: ClientContext, queue: DownlinkQueue) {
    this.#client = client;
    this.#queue = queue;
  }

  /** The REGISTER of a topic, sent now or ahead; undefined if too long for a datagram. The caller awaits REGACK. */
  request(topic: Topic): SentRequest | undefined {
    const sent = this.#open.get(topic);
    this.#open.delete(topic);
    return sent ?? this.#send(topic);
  }

  /** Registers the topics of waiting messages, but not `current`: the REGISTER of `current` is under way already. */
  announceAhead(current?: Topic): void {
    if (this.#queue.fill === 'roomy' || !this.#client.canReceive) return;
    for (const { message } of this.#queue.first(MAX_AHEAD)) {
      if (this.#isFull()) return;
      const reference = this.#client.topics.reference(message.topic, this.#client.now());
      if (reference.kind === 'unknown' && reference.topic !== current) this.#announce(reference.topic);
    }
  }

  /** The topic of a REGACK, if REGISTER was sent ahead. */
  acknowledged(msgId: number): Topic | undefined {
    for (const [topic, sent] of this.#open) {
      if (sent.msgId !== msgId) continue;
      this.#client.proof.give();
      this.#open.delete(topic);
      return topic;
    }
    return undefined;
  }

  clear(): void {
    this.#open.clear();
  }

  #announce(topic: Topic): void {
    if (this.#open.has(topic)) return;
    const sent = this.#send(topic);
    if (sent !== undefined) this.#open.set(topic, sent);
  }

  #send({ id: topicId, name: topicName }: Topic): SentRequest | undefined {
    const msgId = this.#client.newMsgId();
    return sendRequest(this.#client, { type: 'REGISTER', topicId, msgId, topicName });
  }

  /** A REGISTER without an answer within the retry interval is lost, and counts no longer. */
  #isFull(): boolean {
    if (this.#open.size < MAX_OPEN) return false;
    const { retryIntervalMs } = this.#client.settings;
    for (const [topic, { atMs }] of this.#open) {
      if (this.#client.now() - atMs >= retryIntervalMs) this.#open.delete(topic);
    }
    return this.#open.size >= MAX_OPEN;
  }
}
