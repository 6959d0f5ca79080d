import type { Address } from '../building/address.ts';
import type { Shard } from '../building/shard.ts';

/** A sensor reports at a moment. The value comes from the world. */
export interface Report {
  readonly address: Address;
  /** Milliseconds since 1970-01-01T00:00:00Z, on the simulated clock; a whole number. */
  readonly timeMs: number;
  /** Counts the reports of this sensor in this run, from 0. */
  readonly seq: number;
}

export interface ReportSettings {
  readonly seed: string;
  /** The moment of the first report. */
  readonly startMs: number;
  /** Only the sensors of this shard, with the same reports as without shards. The shard must have a sensor. */
  readonly shard?: Shard | undefined;
}
