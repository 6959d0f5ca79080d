import type { Address } from '../../building/address.ts';
import type { Level } from '../../building/limit.ts';

/** A reading that came in, for an alarm watch. */
export interface Arrival {
  readonly topic: string;
  /** The same object for every arrival of a topic. */
  readonly address: Address;
  /** NaN for a message that could not be read. */
  readonly value: number;
  /** The reading's own time, or when it came. */
  readonly time: number;
  readonly retained: boolean;
}

/** What `alarm` does with readings, by `--report`. */
export interface AlarmWatch {
  /** Which limits or rules hold, for the start. */
  readonly description: string;
  /** How many alarms there were. */
  readonly alarms: number;
  /** The levels of those. */
  readonly levels: ReadonlySet<Level>;
  take(arrival: Arrival): void;
  /** Time passes without a reading. */
  tick(): void;
  /** No more readings will come. */
  end(): Promise<void>;
}
