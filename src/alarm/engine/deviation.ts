import type { Condition } from '../rules/plan.ts';
import type { Measured } from './measured.ts';
import type { Point } from './point.ts';

/** One step counts at most as a step of so many limits: a single jump is no noise. */
const MAX_STEPS = 2.5;

/**
 * The standard deviation of the values about their trend within the window: the root mean square of the steps between
 * successive values over √2 (J. von Neumann and others, Annals of Mathematical Statistics 12, 1941). Older steps fade. NaN until
 * values fill a window. Its memory is the mean square, and the time of the first value. A gap as long as the window
 * begins anew.
 */
export function deviationOf(point: Point, condition: Condition, measured: Measured): number {
  const { value, timeMs, before, beforeMs } = measured;
  const { kind, value: limit, withinMs } = condition.limit;
  const passedMs = timeMs - beforeMs;
  const sinceMs = point.memory(condition, 1);
  if (!(passedMs < withinMs) || Number.isNaN(sinceMs + before)) {
    point.setMemory(condition, 0, timeMs);
    return Number.NaN;
  }
  const elapsedMs = timeMs - sinceMs;
  const most = kind === 'deviation_above' ? MAX_STEPS * limit : Infinity;
  const step = Math.min(most, Math.abs(value - before) / Math.SQRT2);
  const mean = point.memory(condition, 0);
  const next = mean + (step * step - mean) * Math.min(1, passedMs / Math.min(withinMs, elapsedMs));
  point.setMemory(condition, next, sinceMs);
  return elapsedMs < withinMs ? Number.NaN : Math.sqrt(next);
}
