import { addressesOf } from '../building/layout.ts';
import { inShard } from '../building/shard.ts';
import { formatTopic } from '../building/topic.ts';
import { usageFailure } from '../failure.ts';
import { layoutOfOptions, layoutOptions } from './layout.ts';
import { filtersOf, listeningOptions, type TopicSettings, topicFiltersOf } from './listening.ts';
import type { Settings } from './option.ts';
import { shardOption } from './shard.ts';

/** Beyond this number, exact topics cost the broker more than the unwanted readings of a wider filter. */
const MAX_TOPICS = 500;

/** The share of one of several workers. */
export const workerOptions = {
  ...listeningOptions,
  shard: shardOption,
  floors: {
    ...layoutOptions.floors,
    isRare: true,
    describe: 'with --shard: how many floors there are',
  },
  rooms: {
    ...layoutOptions.rooms,
    isRare: true,
    describe: 'with --shard: how many rooms in each wing of a floor',
  },
} as const;

/**
 * The filters of a worker: the exact topics of its shard if the building is known and the topics are few; else the
 * filters of the selection, and the worker passes over readings outside its shard.
 */
export function workerFiltersOf(
  settings: Settings<typeof workerOptions> & TopicSettings,
  prefix: string | undefined,
): string[] {
  const { shard, layout } = settings;
  const topic = topicFiltersOf(settings);
  const size = (['floors', 'rooms'] as const).find((name) => settings[name] !== undefined);
  if (size !== undefined && (shard === undefined || topic.length > 0)) {
    throw usageFailure(
      `--${size} goes with --shard and without --topic: it says which sensors are shared out`,
    );
  }
  const isKnown = size !== undefined || layout !== undefined;
  if (shard === undefined || topic.length > 0 || !isKnown) return filtersOf(settings, prefix);
  const sensors = layoutOfOptions(settings);
  // Hashes share out evenly: no shard is twice as large as its share.
  if (sensors.size / shard.n > 2 * MAX_TOPICS) return filtersOf(settings, prefix);
  const own = [...addressesOf(sensors)].filter((address) => inShard(address, shard));
  if (own.length === 0) {
    throw usageFailure(
      `--shard ${shard.k}/${shard.n}: none of the ${sensors.size} selected sensors is in it`,
    );
  }
  return own.length > MAX_TOPICS
    ? filtersOf(settings, prefix)
    : own.map((address) => formatTopic(address, prefix));
}
