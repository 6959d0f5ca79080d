import type { Message, MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { TopicFilter } from '../codec/topic.ts';
import type { BrokerConnection, MqttQos } from './broker.ts';
import { hasWildcard, isFilter, type Names, subscribedFilter } from './names.ts';
import { LIMITS } from './settings.ts';

type Subscribe = MessageOf<'SUBSCRIBE'>;
type Unsubscribe = MessageOf<'UNSUBSCRIBE'>;

/** What subscribing needs of its session. */
export interface SubscriptionsPort extends Names {
  readonly broker: BrokerConnection;
  send(message: Message): boolean;
  /** No SUBSCRIBE is at the broker any more. */
  settled(): void;
}

interface Asked {
  readonly filter: string;
  readonly qos: MqttQos;
  readonly topicId: number;
}

/** SUBSCRIBE and UNSUBSCRIBE of one client (MQTT-SN 1.2 §6.9). */
export class Subscriptions {
  readonly #port: SubscriptionsPort;
  /** At the broker and not answered yet, by message id. */
  readonly #pending = new Map<number, Subscribe | Unsubscribe>();

  constructor(port: SubscriptionsPort) {
    this.#port = port;
  }

  /** Messages wait meanwhile, where they can, so that the first doesn't come before the SUBACK that says its id. */
  get pending(): boolean {
    return this.#pending.size > 0;
  }

  subscribe(message: Subscribe): void {
    if (this.#isPending(message)) return;
    const asked = this.#examine(message);
    if (typeof asked === 'number') {
      this.#refuse(message, asked);
      return;
    }
    this.#pending.set(message.msgId, message);
    this.#port.broker.subscribe(asked.filter, asked.qos, (granted) => {
      this.#pending.delete(message.msgId);
      if (granted === undefined) this.#refuse(message, RETURN_CODE.notSupported);
      else this.#accept(message, asked, granted);
      if (!this.pending) this.#port.settled();
    });
  }

  /** UNSUBACK has no return code: what can't be a subscription has none to end. */
  unsubscribe(message: Unsubscribe): void {
    if (this.#isPending(message)) return;
    const { msgId } = message;
    const filter = subscribedFilter(message.topic, this.#port);
    if (filter === undefined || !isFilter(filter)) {
      this.#port.send({ type: 'UNSUBACK', msgId });
      return;
    }
    if (this.#isFull) return;
    this.#pending.set(msgId, message);
    this.#port.broker.unsubscribe(filter, () => {
      this.#pending.delete(msgId);
      this.#port.topics.unsubscribed(filter);
      this.#port.send({ type: 'UNSUBACK', msgId });
      if (!this.pending) this.#port.settled();
    });
  }

  get #isFull(): boolean {
    return this.#port.broker.congested || this.#pending.size >= LIMITS.pendingSubscriptions;
  }

  #isPending(message: Subscribe | Unsubscribe): boolean {
    const pending = this.#pending.get(message.msgId);
    return pending?.type === message.type && isSameTopic(pending.topic, message.topic);
  }

  /** What the client asks for, or the return code that refuses it. */
  #examine({ topic, qos }: Subscribe): Asked | number {
    const filter = subscribedFilter(topic, this.#port);
    if (filter === undefined) return RETURN_CODE.invalidTopicId;
    if (qos === -1 || !isFilter(filter)) return RETURN_CODE.notSupported;
    if (this.#isFull) return RETURN_CODE.congestion;
    const topicId = this.#topicId(topic, filter);
    return topicId === undefined ? RETURN_CODE.congestion : { filter, qos, topicId };
  }

  /** 0 where PUBLISHes will not carry it: wildcards and short names (§5.4.16). */
  #topicId(topic: TopicFilter, filter: string): number | undefined {
    if (topic.kind === 'short' || hasWildcard(filter)) return 0;
    if (topic.kind === 'predefined') return topic.id;
    return this.#port.topics.assign(filter)?.id;
  }

  #accept({ topic, msgId }: Subscribe, { filter, topicId }: Asked, qos: MqttQos): void {
    if (topic.kind === 'name' && topicId !== 0) this.#port.topics.assignForClient(filter);
    if (topic.kind !== 'name' && !hasWildcard(filter)) this.#port.topics.subscribedAs(filter, topic);
    this.#port.send({ type: 'SUBACK', qos, topicId, msgId, returnCode: RETURN_CODE.accepted });
  }

  #refuse({ msgId }: Subscribe, returnCode: number): void {
    this.#port.send({ type: 'SUBACK', qos: 0, topicId: 0, msgId, returnCode });
  }
}

function isSameTopic(a: TopicFilter, b: TopicFilter): boolean {
  if (a.kind !== b.kind) return false;
  return 'id' in a ? 'id' in b && a.id === b.id : 'name' in b && a.name === b.name;
}
