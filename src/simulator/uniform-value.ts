import type { SensorType } from '../building/sensors.ts';
import { below, type Hash } from './hash.ts';
import { steps } from './quantum.ts';

/** A range of values in a sensor's unit, both ends included. */
export type ValueRange = readonly [min: number, max: number];

/** What a simple lab draws from when it names no range of its own. */
export const UNIFORM_RANGES: Readonly<Record<SensorType['kind'], ValueRange>> = {
  TEMP: [10, 30],
  HUM: [20, 80],
  LUX: [0, 1000],
  VIBR: [0, 1],
};

/** Any of the sensor's steps within the range, each as likely; the range's lower end if no step is in it. */
export function uniformValue(hash: Hash, { quantum }: SensorType, [min, max]: ValueRange): number {
  // Ends that are whole steps must stay in, although 0.3 / 0.1 is a little below 3.
  const first = Math.ceil(min / quantum - 1e-6);
  const last = Math.floor(max / quantum + 1e-6);
  return first > last ? min : steps(first + below(hash, last - first + 1), quantum);
}
