import type { Condition } from '../rules/plan.ts';
import type { Measured } from './measured.ts';
import type { Point } from './point.ts';
import { isAlarming } from './track.ts';

/** Steps of a quantum such as 0.01 are not exact in binary. */
const ROUNDING = 1e-9;

/**
 * The time in milliseconds since a value last moved by more than the limit (in alarm: by more than limit and deadband).
 * Its memory is the value of the line, and the time of its beginning. A gap as long as the window begins a new line:
 * nobody knows the values within.
 */
export function flatForMs(point: Point, i: number, condition: Condition, measured: Measured): number {
  const { value, timeMs, beforeMs } = measured;
  const { value: tolerance, deadband, withinMs, ignoreBelow = -Infinity } = condition.limit;
  const width = tolerance + ROUNDING + (isAlarming(point.phase(i)) ? deadband : 0);
  const isFlat = Math.abs(value - point.memory(condition, 0)) <= width;
  if (isFlat && value >= ignoreBelow && timeMs - beforeMs < withinMs) {
    return timeMs - point.memory(condition, 1);
  }
  point.setMemory(condition, 0, value);
  point.setMemory(condition, 1, timeMs);
  return 0;
}
