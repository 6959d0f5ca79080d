import type { Address } from '../building/address.ts';

/** That a sensor reports at a moment; what it reports is the world's affair. */
export interface Report {
  readonly address: Address;
  /** Milliseconds since 1970-01-01T00:00:00Z, on the simulated clock; a whole number. */
  readonly time: number;
  /** Counts the reports of this sensor in this run, from 0. */
  readonly seq: number;
}

export interface ReportSettings {
  readonly seed: string;
  /** The moment of the first report. */
  readonly startMs: number;
  readonly shard?: Shard;
}

/**
 * The K-th of N disjoint parts of the sensors, as alike as can be. The reports of all shards together are those
 * of the whole, each at its time.
 */
export interface Shard {
  /** From 1. */
  readonly k: number;
  readonly n: number;
}

/** Whether a layout's sensor of this number is in the shard. Each row of n sensors starts one shard later. */
export function inShard(sensor: number, shard: Shard | undefined): boolean {
  return shard === undefined || (sensor + Math.floor(sensor / shard.n)) % shard.n === shard.k - 1;
}
