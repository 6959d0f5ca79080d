import { topicFilterFault, topicNameFault } from '../../building/filter.ts';
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
  return name !== undefined && topicNameFault(name) === undefined ? name : undefined;
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
  return topicNameFault(name) === undefined;
}

export function isFilter(filter: string): boolean {
  return topicFilterFault(filter) === undefined;
}

export function hasWildcard(filter: string): boolean {
  return /[+#]/.test(filter);
}
