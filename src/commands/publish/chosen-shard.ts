import type { Shard } from '../../building/shard.ts';
import type { PublishSettings } from './options.ts';

/** The part of the sensors in the options. The sensors of one client are in one part. */
export function chosenShard({
  worker,
  shard,
  clients: level,
}: Pick<PublishSettings, 'worker' | 'shard' | 'clients'>): Shard | undefined {
  const chosen = worker ?? shard;
  return chosen === undefined || level === 'building' ? chosen : { ...chosen, level };
}
