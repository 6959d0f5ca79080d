import { type SensorKind, sensorType } from '../building/sensors.ts';
import { gaussian, type Hash, mix } from './hash.ts';

/** How a sensor of one kind errs. */
interface Errors {
  /** Deviation, over the devices, of a bias that stays; in the unit. */
  readonly bias: number;
  /** Deviation of white noise, in the unit. */
  readonly noise: number;
  /** Deviation of white noise as a share of the value. */
  readonly relativeNoise: number;
}

const ERRORS: Readonly<Record<SensorKind, Errors>> = {
  TEMP: { bias: 0.15, noise: 0.004, relativeNoise: 0 },
  HUM: { bias: 1.2, noise: 0.024, relativeNoise: 0 },
  LUX: { bias: 0, noise: 0, relativeNoise: 0.005 },
  VIBR: { bias: 0, noise: 0.002, relativeNoise: 0.03 },
};

/** What a device measures of a true value, with its bias and its noise; within its range, not yet in steps. */
export function measured(device: Hash, kind: SensorKind, truth: number, timeMs: number): number {
  const bias = ERRORS[kind].bias * gaussian(mix(device, 0));
  return withinRange(kind, truth + bias + sensorNoise(mix(device, 1), kind, truth, timeMs));
}

/** White noise of a sensor of this kind at such a value, in its unit. */
export function sensorNoise(hash: Hash, kind: SensorKind, value: number, timeMs: number): number {
  const { noise, relativeNoise } = ERRORS[kind];
  return (noise + relativeNoise * value) * gaussian(mix(hash, timeMs));
}

export function withinRange(kind: SensorKind, value: number): number {
  const [min, max] = sensorType(kind).range;
  return Math.min(max, Math.max(min, value));
}
