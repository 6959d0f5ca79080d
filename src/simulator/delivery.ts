import type { Reading } from '../building/reading.ts';

/** A reading on its way to the broker. */
export interface Delivery {
  readonly reading: Reading;
  /** The time of sending, in milliseconds on the simulated clock: the reading's time, or later. */
  readonly sentMs: number;
  /** Spoils the encoded payload, on a broken device or link. */
  readonly spoil?: (payload: Uint8Array) => Uint8Array;
}
