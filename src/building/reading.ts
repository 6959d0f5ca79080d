import type { Address } from './address.ts';

/** The report of one sensor at one moment. */
export interface Reading {
  readonly address: Address;
  /** In the unit of the sensor's kind. */
  readonly value: number;
  /** Milliseconds since 1970-01-01T00:00:00Z, on the simulated clock. */
  readonly timeMs: number;
  /** Counts the readings of this sensor in this run, from 0. */
  readonly seq: number;
}
