import { topicFilterFault } from '../mqtt-protocol/topic.ts';

/** mosquitto's limit, to bound the cost of look-ups. */
const MAX_LEVELS = 200;

/**
 * The fault of a topic to publish to, in words [MQTT-3.3.2-2, 4.7.3-1]; undefined if valid. UTF-8 was checked
 * before.
 */
export function topicFault(topic: string): string | undefined {
  let levels = 1;
  for (let at = 0; at < topic.length; at++) {
    const code = topic.charCodeAt(at);
    if (code === 0x2f) levels += 1;
    else if (code === 0x23 || code === 0x2b) return 'a topic to publish to has no wildcard (+ or #)';
  }
  if (levels > MAX_LEVELS) return `it has more than ${MAX_LEVELS} levels`;
  return topic === '' ? 'it is empty' : undefined;
}

/** The fault of a topic filter, in words; undefined if valid. UTF-8 was checked before. */
export function filterFault(filter: string): string | undefined {
  if (filter.split('/').length > MAX_LEVELS) return `it has more than ${MAX_LEVELS} levels`;
  return topicFilterFault(filter);
}
