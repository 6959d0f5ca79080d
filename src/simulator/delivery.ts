import type { Reading } from '../building/reading.ts';

/** A reading on its way to the broker. */
export interface Delivery {
  readonly reading: Reading;
  /** When it is sent, in milliseconds on the simulated clock: the reading's time, or later. */
  readonly sentMs: number;
  /** What the encoded payload turns into, where a broken device or link spoils it. */
  readonly spoil?: (payload: Uint8Array) => Uint8Array;
}
