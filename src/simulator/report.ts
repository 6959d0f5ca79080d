import type { Address } from '../building/address.ts';
import type { Shard } from '../building/shard.ts';

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
  /** Only the sensors of this shard; their reports are those they make without shards. At least one must be in it. */
  readonly shard?: Shard | undefined;
}
