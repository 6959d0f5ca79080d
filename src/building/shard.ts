import type { Address } from './address.ts';
import { type ClientLevel, placeTopic } from './client-level.ts';
import { formatTopic } from './topic.ts';

/**
 * The K-th of N disjoint parts of the sensors. The address of a sensor alone decides on its part: every machine agrees,
 * and all readings of a sensor meet the same worker.
 */
export interface Shard {
  /** From 1 to `n`. */
  readonly k: number;
  readonly n: number;
  /** The sensors of such a part of the building stay together: they share a client. Left out, each sensor goes its own way. */
  readonly level?: ClientLevel;
}

/** True if a sensor is in the shard. Without shards, true for every sensor. */
export function inShard(address: Address, shard: Shard | undefined): boolean {
  if (shard === undefined) return true;
  const { k, n, level } = shard;
  const hash = level === undefined ? addressHash(address) : topicHash(placeTopic(address, level));
  return hash % n === k - 1;
}

/** A hash of the sensor's topic without a prefix, 32 bits: FNV-1a, its bits mixed as MurmurHash3 ends. */
export function addressHash(address: Address): number {
  return topicHash(formatTopic(address));
}

function topicHash(topic: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < topic.length; i++) hash = Math.imul(hash ^ topic.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
