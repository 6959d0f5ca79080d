import type { Condition } from '../rules/plan.ts';
import type { Measured } from './measured.ts';
import type { Point } from './point.ts';

/** One value counts at most as so many limits: a single jump is no noise. */
const MAX_LIMITS = 2;
/** Of fewer readings in a window the course of a room looks like noise. */
const MIN_READINGS = 8;

/** The numbers of its memory. */
const MEAN_SQUARE = 0;
/** The time of the first value. */
const SINCE = 1;
const LAST_BUT_ONE = 2;
const LAST_BUT_ONE_TIME = 3;

/**
 * The standard deviation of the values about their trend within the window: the root mean square of each value's distance
 * from the line between the values before and after it, as in J. von Neumann and others, Annals of Mathematical Statistics 12
 * (1941). Older distances fade. NaN until values fill a window, and for readings more than an eighth of the window
 * apart. A gap as long as the window begins anew.
 */
export function deviationOf(point: Point, condition: Condition, measured: Measured): number {
  const { value, timeMs, before, beforeMs } = measured;
  const { kind, value: limit, withinMs } = condition.limit;
  const passedMs = timeMs - beforeMs;
  const lastButOne = point.memory(condition, LAST_BUT_ONE);
  const lastButOneMs = point.memory(condition, LAST_BUT_ONE_TIME);
  point.setMemory(condition, LAST_BUT_ONE, before);
  point.setMemory(condition, LAST_BUT_ONE_TIME, beforeMs);
  const sinceMs = point.memory(condition, SINCE);
  if (!(passedMs < withinMs) || Number.isNaN(sinceMs + before + lastButOne)) {
    if (!(passedMs < withinMs) || Number.isNaN(sinceMs)) {
      point.setMemory(condition, MEAN_SQUARE, 0);
      point.setMemory(condition, SINCE, timeMs);
    }
    return Number.NaN;
  }
  const share = (timeMs - beforeMs) / (timeMs - lastButOneMs);
  const distance = before - (share * lastButOne + (1 - share) * value);
  const variances = 1 + share ** 2 + (1 - share) ** 2;
  const most = kind === 'deviation_above' ? MAX_LIMITS * limit : Infinity;
  const deviation = Math.min(most, Math.abs(distance) / Math.sqrt(variances));
  const elapsedMs = timeMs - sinceMs;
  const mean = point.memory(condition, MEAN_SQUARE);
  const next = mean + (deviation ** 2 - mean) * Math.min(1, passedMs / Math.min(withinMs, elapsedMs));
  point.setMemory(condition, MEAN_SQUARE, next);
  const isKnown = elapsedMs >= withinMs && passedMs * MIN_READINGS <= withinMs;
  return isKnown ? Math.sqrt(next) : Number.NaN;
}
