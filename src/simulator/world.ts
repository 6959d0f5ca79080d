import type { Address } from '../building/address.ts';
import { type SensorKind, sensorType } from '../building/sensors.ts';
import { type Hash, hashText, mix, uniform } from './hash.ts';
import { noise } from './noise.ts';
import { sensorHash } from './place.ts';
import { quantise } from './quantum.ts';
import { UNIFORM_RANGES, uniformValue, type ValueRange } from './uniform-value.ts';

export interface WorldSettings {
  readonly seed: string;
  /** `realistic` is a building with people, sun and weather in it; `uniform` is any value, each as likely. */
  readonly values: 'realistic' | 'uniform';
  /** Sensors of these kinds are uniform in the range given, whatever `values` says. */
  readonly ranges: ReadonlyMap<SensorKind, ValueRange>;
}

export interface World {
  /**
   * What a sensor reads at a moment, in its unit and in whole steps of it. A pure function of the seed, the
   * address and the time: it may be asked in any order, for any subset, by any process.
   */
  readonly value: (address: Address, timeMs: number) => number;
}

export function createWorld({ seed, values, ranges }: WorldSettings): World {
  const root = hashText(seed);
  return {
    value(address, timeMs) {
      const type = sensorType(address.sensor);
      const hash = sensorHash(root, address);
      const range = ranges.get(address.sensor);
      if (range !== undefined || values === 'uniform') {
        return uniformValue(mix(hash, Math.round(timeMs)), type, range ?? UNIFORM_RANGES[address.sensor]);
      }
      return quantise(READINGS[address.sensor](hash, timeMs), type.quantum);
    },
  };
}

const HOUR = 3_600_000;

const READINGS: Readonly<Record<SensorKind, (hash: Hash, timeMs: number) => number>> = {
  TEMP: (hash, timeMs) =>
    22.5 +
    0.6 * noise(hash, timeMs, 6 * HOUR) +
    0.2 * noise(~hash, timeMs, HOUR) +
    6 * excursion(hash, timeMs),
  HUM: (hash, timeMs) =>
    45 + 4 * noise(hash, timeMs, 6 * HOUR) + noise(~hash, timeMs, HOUR) + 28 * excursion(hash, timeMs),
  LUX: (hash, timeMs) => Math.max(0, 250 + 150 * noise(hash, timeMs, HOUR) + 3000 * excursion(hash, timeMs)),
  VIBR: (hash, timeMs) =>
    0.07 * Math.exp(0.3 * noise(hash, timeMs, HOUR / 6)) + 1.5 * excursion(hash, timeMs),
};

/** 1 in one of thirty stretches of ten minutes, else 0. */
function excursion(hash: Hash, timeMs: number): number {
  return uniform(mix(~hash, Math.floor(timeMs / (HOUR / 6)))) < 1 / 30 ? 1 : 0;
}
