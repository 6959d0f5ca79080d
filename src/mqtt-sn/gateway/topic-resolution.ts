import type { TopicFilter, TopicId } from '../codec/topic.ts';
import type { ClientContext } from './client-context.ts';
import { isPublishable } from './permitted-names.ts';

/** The topic of a PUBLISH; undefined for an unknown id, and for a forbidden topic. */
export function publishedTopic(topic: TopicId, { topics, settings }: ClientContext): string | undefined {
  const name = topic.kind === 'normal' ? topics.nameOf(topic.id) : wellKnownTopic(topic, settings.predefined);
  return name !== undefined && isPublishable(name) ? name : undefined;
}

/** The filter of a SUBSCRIBE or UNSUBSCRIBE; undefined for an unknown id. */
export function subscribedFilter(topic: TopicFilter, { settings }: ClientContext): string | undefined {
  return topic.kind === 'name' ? topic.name : wellKnownTopic(topic, settings.predefined);
}

/** The topic of a short name or predefined id, without registration; undefined for any other id. */
export function wellKnownTopic(topic: TopicId, predefined: ReadonlyMap<number, string>): string | undefined {
  if (topic.kind === 'short') return topic.name;
  return topic.kind === 'predefined' ? predefined.get(topic.id) : undefined;
}
