import type { DataSheet, ValueRange } from '../building/sensors/data-sheet.ts';
import { below, type Hash } from './hash.ts';
import { steps } from './quantum.ts';

/** Any of the sensor's steps within the range, each as likely; the lower end of a range without a step. */
export function uniformValue(
  hash: Hash,
  { quantum }: Pick<DataSheet, 'quantum'>,
  [min, max]: ValueRange,
): number {
  // Ends of whole steps belong to the range, although 0.3 / 0.1 is a little below 3.
  const first = Math.ceil(min / quantum - 1e-6);
  const last = Math.floor(max / quantum + 1e-6);
  return first > last ? min : steps(first + below(hash, last - first + 1), quantum);
}
