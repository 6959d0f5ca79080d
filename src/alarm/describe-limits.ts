import { SENSORS } from '../building/sensors.ts';
import type { Limits } from './breach.ts';

/** The limits in words, a line for each kind of sensor that has any. */
export function describeLimits(limits: Limits): readonly string[] {
  return SENSORS.filter(({ kind }) => limits[kind].length > 0).map(({ kind, unit }) => {
    const shown = limits[kind].map(
      ({ side, value, level }) => `${side === 'above' ? '>' : '<'} ${value} ${level}`,
    );
    return `${kind} (${unit}) ${shown.join(', ')}`;
  });
}
