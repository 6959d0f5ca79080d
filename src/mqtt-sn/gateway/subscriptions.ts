import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { TopicFilter } from '../codec/topic.ts';
import type { ClientContext } from './client-context.ts';
import type { Downlink } from './downlink.ts';
import { hasWildcard, isFilter } from './permitted-names.ts';
import { LIMITS } from './settings.ts';
import { subscribedFilter } from './topic-resolution.ts';

type Subscribe = MessageOf<'SUBSCRIBE'>;
type Unsubscribe = MessageOf<'UNSUBSCRIBE'>;

interface Accepted {
  readonly filter: string;
  readonly qos: Qos;
  readonly topicId: number;
}

/** SUBSCRIBE and UNSUBSCRIBE of a client (MQTT-SN 1.2 §6.9). */
export class ClientSubscriptions {
  readonly #client: ClientContext;
  readonly #downlink: Downlink;
  /** Requests that the broker has not answered yet, by message id. */
  readonly #pending = new Map<number, Subscribe | Unsubscribe>();

  constructor(client: ClientContext, downlink: Downlink) {
    this.#client = client;
    this.#downlink = downlink;
  }

  subscribe(message: Subscribe): void {
    if (this.#isPending(message)) return;
    const examined = this.#examine(message);
    if (typeof examined === 'number') {
      this.#refuse(message, examined);
      return;
    }
    this.#begin(message);
    this.#client.broker.subscribe(examined.filter, examined.qos, (granted) => {
      this.#pending.delete(message.msgId);
      if (granted === undefined) this.#refuse(message, RETURN_CODE.notSupported);
      else this.#accept(message, examined, granted);
      this.#resumeDownlink();
    });
  }

  /** UNSUBACK has no return code: the gateway acknowledges an impossible filter at once. */
  unsubscribe(message: Unsubscribe): void {
    if (this.#isPending(message)) return;
    const { msgId } = message;
    const filter = subscribedFilter(message.topic, this.#client);
    if (filter === undefined || !isFilter(filter)) {
      this.#client.send({ type: 'UNSUBACK', msgId });
      return;
    }
    if (this.#isFull) return;
    this.#begin(message);
    this.#client.broker.unsubscribe(filter, () => {
      this.#pending.delete(msgId);
      this.#client.topics.unsubscribed(filter);
      this.#client.send({ type: 'UNSUBACK', msgId });
      this.#resumeDownlink();
    });
  }

  get #isFull(): boolean {
    return this.#client.broker.congested || this.#pending.size >= LIMITS.pendingSubscriptions;
  }

  #isPending(message: Subscribe | Unsubscribe): boolean {
    const pending = this.#pending.get(message.msgId);
    return pending?.type === message.type && isSameTopic(pending.topic, message.topic);
  }

  #begin(message: Subscribe | Unsubscribe): void {
    this.#pending.set(message.msgId, message);
    this.#downlink.holdForSuback(true);
  }

  #resumeDownlink(): void {
    if (this.#pending.size === 0) this.#downlink.holdForSuback(false);
  }

  /** The subscription, or the return code of a refusal. */
  #examine({ topic, qos }: Subscribe): Accepted | number {
    const filter = subscribedFilter(topic, this.#client);
    if (filter === undefined) return RETURN_CODE.invalidTopicId;
    if (qos === -1 || !isFilter(filter)) return RETURN_CODE.notSupported;
    if (this.#isFull) return RETURN_CODE.congestion;
    const topicId = this.#topicId(topic, filter);
    return topicId === undefined ? RETURN_CODE.congestion : { filter, qos, topicId };
  }

  /** 0 for wildcards and short names: PUBLISHes will not carry the id of SUBACK (§5.4.16). */
  #topicId(topic: TopicFilter, filter: string): number | undefined {
    if (topic.kind === 'short' || hasWildcard(filter)) return 0;
    if (topic.kind === 'predefined') return topic.id;
    return this.#client.topics.assign(filter)?.id;
  }

  #accept({ topic, msgId }: Subscribe, { filter, topicId }: Accepted, qos: Qos): void {
    const { topics } = this.#client;
    if (topic.kind === 'name' && topicId !== 0) topics.assignForClient(filter);
    if (topic.kind !== 'name' && !hasWildcard(filter)) topics.subscribedAs(filter, topic);
    this.#client.send({ type: 'SUBACK', qos, topicId, msgId, returnCode: RETURN_CODE.accepted });
  }

  #refuse({ msgId }: Subscribe, returnCode: number): void {
    this.#client.send({ type: 'SUBACK', qos: 0, topicId: 0, msgId, returnCode });
  }
}

function isSameTopic(a: TopicFilter, b: TopicFilter): boolean {
  if (a.kind !== b.kind) return false;
  return 'id' in a ? 'id' in b && a.id === b.id : 'name' in b && a.name === b.name;
}
