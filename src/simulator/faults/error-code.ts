import type { SensorKind } from '../../building/sensors.ts';
import { below, type Hash } from '../hash.ts';

/** What drivers report when they could not read a chip: all bits set, or the end of a range. */
const CODES: Readonly<Record<SensorKind, readonly number[]>> = {
  TEMP: [655.35, -40, 85],
  HUM: [655.32, 100, 0],
  LUX: [65_535],
  VIBR: [327.67, 99.99],
};

export function errorCode(hash: Hash, kind: SensorKind): number {
  const codes = CODES[kind];
  return codes[below(hash, codes.length)] ?? 0;
}
