import { sharedSubscription, sharedSubscriptionFault } from './shared-subscription.ts';
import { stringFault } from './string.ts';

/** As a level of a topic filter, stands for any one level, also an empty one. */
export const SINGLE_LEVEL_WILDCARD = '+';
/** As the last level of a topic filter, stands for the parent level and all levels below. */
export const MULTI_LEVEL_WILDCARD = '#';

/** The fault of a text as a topic to publish to, in words; undefined if valid. [MQTT-4.7.1-1, 4.7.3-1..3] */
export function topicNameFault(topic: string): string | undefined {
  if (/[+#]/.test(topic)) return 'a topic to publish to has no wildcard (+ or #)';
  return topic === '' ? 'it is empty' : stringFault(topic);
}

/** The fault of a text as a topic filter, in words; undefined if valid. [MQTT-4.7.1-2, 4.7.1-3, 4.7.3-1..3, 4.8.2-1, -2] */
export function topicFilterFault(filter: string): string | undefined {
  const levels = filter.split('/');
  for (const [i, level] of levels.entries()) {
    if (level.includes('#') && level !== '#') return '# must stand alone in its level';
    if (level === '#' && i !== levels.length - 1) return '# must be the last level';
    if (level.includes('+') && level !== '+') return '+ must stand alone in its level';
  }
  return filter === '' ? 'it is empty' : (sharedSubscriptionFault(filter) ?? stringFault(filter));
}

/** The number of first levels that all filters name without a wildcard: they are the same in every matching topic. */
export function commonLevels(filters: readonly string[]): number {
  const named = filters.map((filter) => {
    const levels = (sharedSubscription(filter)?.filter ?? filter).split('/');
    const wildcard = levels.findIndex(
      (level) => level === SINGLE_LEVEL_WILDCARD || level === MULTI_LEVEL_WILDCARD,
    );
    return wildcard < 0 ? levels : levels.slice(0, wildcard);
  });
  const [first = []] = named;
  const differs = first.findIndex((level, at) => named.some((levels) => levels[at] !== level));
  return differs < 0 ? first.length : differs;
}

/** True for the broker's own topics. A wildcard in the first level never matches them. [MQTT-4.7.2-1] */
export function isBrokerTopic(topic: string): boolean {
  return topic.startsWith('$');
}

/**
 * True if a valid topic filter matches a valid topic name, to the letter of MQTT 5.0 §4.7. `#` also matches the
 * parent level; an empty level is a level. A shared subscription matches like its filter.
 */
export function filterMatches(filter: string, topic: string): boolean {
  if (filter.startsWith('$')) return levelsMatch(sharedSubscription(filter)?.filter ?? filter, topic);
  return levelsMatch(filter, topic);
}

function levelsMatch(filter: string, topic: string): boolean {
  if (isBrokerTopic(topic) && (filter.startsWith('+') || filter.startsWith('#'))) return false;
  let f = 0;
  let t = 0;
  for (;;) {
    const fEnd = levelEnd(filter, f);
    if (filter[f] === '#' && fEnd === f + 1) return true;
    const tEnd = levelEnd(topic, t);
    const single = filter[f] === '+' && fEnd === f + 1;
    if (!single && filter.slice(f, fEnd) !== topic.slice(t, tEnd)) return false;

    const filterDone = fEnd === filter.length;
    const topicDone = tEnd === topic.length;
    if (filterDone || topicDone) {
      if (filterDone && topicDone) return true;
      return topicDone && filter.slice(fEnd) === '/#';
    }
    f = fEnd + 1;
    t = tEnd + 1;
  }
}

function levelEnd(text: string, from: number): number {
  const slash = text.indexOf('/', from);
  return slash === -1 ? text.length : slash;
}
