import type { Address } from '../building/address.ts';
import { addressesOf, type Layout } from '../building/layout.ts';
import { formatTopic } from '../building/topic.ts';
import { type Failure, usageFailure } from '../failure.ts';
import type { Templates } from './templates.ts';

/** Throws a usage failure for two sensors of the layout with one topic. */
export function checkTopics({ topics, payload }: Templates, layout: Layout): void {
  if (topics === undefined && payload === undefined) return;
  const kinds = payload?.kinds;
  const taken = new Map<string, Address>();
  let seen = 0;
  for (const address of addressesOf(layout)) {
    // A template that has all levels was checked already: no two places share a topic.
    if (seen++ === MAX_CHECKED) break;
    const topic = topics === undefined ? formatTopic(address) : topics.format(address);
    const other = taken.get(topic);
    taken.set(topic, other ?? address);
    if (other !== undefined && (kinds === undefined || !isSameRoom(other, address)))
      throw sharedTopic(topics?.text ?? topic, [other, address], topic);
  }
}

const MAX_CHECKED = 200_000;

/** Two sensors whose messages nobody could tell apart. */
export function sharedTopic(text: string, [one, other]: readonly [Address, Address], topic: string): Failure {
  const level = (['building', 'floor', 'wing', 'room', 'sensor'] as const).find(
    (each) => one[each] !== other[each],
  );
  return usageFailure(
    `--topic-template '${text}': ${formatTopic(one)} and ${formatTopic(other)} would share the topic ${topic}: put {${level}} into it, or select one with --${level}`,
  );
}

function isSameRoom(one: Address, other: Address): boolean {
  return (
    one.building === other.building &&
    one.floor === other.floor &&
    one.wing === other.wing &&
    one.room === other.room
  );
}
