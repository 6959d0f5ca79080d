import type { SensorType } from '../../building/sensors.ts';
import { below, type Hash } from '../hash.ts';

/** One of the codes of drivers for an unreadable chip. */
export function errorCode(hash: Hash, { errorCodes }: SensorType): number {
  return errorCodes[below(hash, errorCodes.length)] ?? 0;
}
