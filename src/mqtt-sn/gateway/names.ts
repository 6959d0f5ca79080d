import { topicFilterFault, topicNameFault } from '../../mqtt-protocol/topic.ts';
import type { TopicFilter, TopicId } from '../codec/topic.ts';
import type { TopicTable } from './topic-table.ts';

/**
 * What ids stand for, and which names may pass to the broker: one that MQTT forbids would cost the client its
 * connection, since a broker answers it by closing.
 */
export interface Names {
  readonly topics: TopicTable;
  readonly predefined: ReadonlyMap<number, string>;
}

/** The topic that a PUBLISH names; undefined if the client can't publish to that. */
export function publishedTopic(topic: TopicId, { topics, predefined }: Names): string | undefined {
  const name = topic.kind === 'normal' ? topics.nameOf(topic.id) : wellKnownTopic(topic, predefined);
  return name !== undefined && isPublishable(name) ? name : undefined;
}

/** The filter that a SUBSCRIBE or UNSUBSCRIBE names; undefined for an unknown id. */
export function subscribedFilter(topic: TopicFilter, { predefined }: Names): string | undefined {
  return topic.kind === 'name' ? topic.name : wellKnownTopic(topic, predefined);
}

/** Topics that need no registration. */
export function wellKnownTopic(topic: TopicId, predefined: ReadonlyMap<number, string>): string | undefined {
  if (topic.kind === 'short') return topic.name;
  return topic.kind === 'predefined' ? predefined.get(topic.id) : undefined;
}

export function isPublishable(name: string): boolean {
  return topicNameFault(name) === undefined && !FROWNED_UPON.test(name);
}

export function isFilter(filter: string): boolean {
  return topicFilterFault(filter) === undefined && !FROWNED_UPON.test(filter);
}

/** A client id of 1 to 23 characters (MQTT-SN 1.2 §5.3.1) that a broker takes. */
export function isClientId(clientId: string): boolean {
  return [...clientId].length <= MAX_CLIENT_ID && !FROWNED_UPON.test(clientId);
}

const MAX_CLIENT_ID = 23;

/** Controls and noncharacters, for which a broker may close the connection too, and mosquitto does (MQTT 3.1.1 §1.5.3). */
const FROWNED_UPON = /[\p{Cc}\p{Noncharacter_Code_Point}]/u;

export function hasWildcard(filter: string): boolean {
  return /[+#]/.test(filter);
}
