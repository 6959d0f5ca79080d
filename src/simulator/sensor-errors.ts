import type { SensorType } from '../building/sensors.ts';
import { gaussian, type Hash, mix } from './hash.ts';

/** A device's measurement of a true value, with its bias and its noise; in the sensor's range, not yet in steps. */
export function measured(device: Hash, type: SensorType, truth: number, timeMs: number): number {
  return withinRange(type, truth + biasOf(device, type) + sensorNoise(mix(device, 1), type, truth, timeMs));
}

/** The constant error of a device. */
export function biasOf(device: Hash, { errors }: SensorType): number {
  return errors.bias * gaussian(mix(device, 0));
}

/** White noise of a sensor of this type at a value, in the sensor's unit. */
export function sensorNoise(hash: Hash, { errors }: SensorType, value: number, timeMs: number): number {
  const { noise, relativeNoise } = errors;
  return (noise + relativeNoise * value) * gaussian(mix(hash, timeMs));
}

export function withinRange({ range: [min, max] }: SensorType, value: number): number {
  return Math.min(max, Math.max(min, value));
}
