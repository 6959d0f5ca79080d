import type { Address } from '../../building/address.ts';
import type { Level } from '../../building/limit.ts';
import type { Publishing } from '../../sinks/state-publisher.ts';

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
  /** What passes over the same connection besides readings. */
  readonly bus?: AlarmBus;
}

/** States that are published, and orders that come in. */
export interface AlarmBus {
  /** Further filters to subscribe to. */
  readonly filters: readonly string[];
  attach(session: Publishing): void;
  /** Takes a message that is no reading; returns whether it was one. */
  intercept(message: { readonly topic: string; readonly payload: Uint8Array }): boolean;
  /** Waits for what is still to be published, but not for long. */
  drain(): Promise<void>;
}
