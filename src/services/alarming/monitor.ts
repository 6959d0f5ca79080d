import type { Address } from '../../building/address.ts';
import type { Level } from '../../building/limit.ts';

/** A reading that came in. */
export interface Arrival {
  readonly topic: string;
  /** The same object for every arrival of a topic. */
  readonly address: Address;
  /** In the unit of the sensor; NaN for a message that cannot be read. */
  readonly value: number;
  /** The reading's own time, else the time of its arrival, in milliseconds since 1970. */
  readonly timeMs: number;
  readonly retained: boolean;
  /** The real time, in milliseconds since 1970, that the alarms' clock must not pass; undefined for any time. */
  readonly clockLimitMs?: number | undefined;
  /** The reading's own time was not believed. */
  readonly isAhead?: boolean;
}

/** Looks for alarms in readings, and hands them to a sink. */
export interface AlarmMonitor {
  /** The limits or rules in force, in words. */
  readonly description: string;
  /** How many alarms there were. */
  readonly alarms: number;
  /** The levels of the alarms. */
  readonly levels: ReadonlySet<Level>;
  take(arrival: Arrival): void;
  /** Time passes without a reading. */
  tick(): void;
  /** No more readings will come. */
  end(): void;
  /** The sink has ended: the last state is written. */
  close(): Promise<void>;
}
