import type { Condition } from '../rules/plan.ts';
import { MAX_AGE_MS } from './like-rooms.ts';
import type { Measured } from './measured.ts';
import type { Point } from './point.ts';
import { isAlarming } from './track.ts';

/** The usual difference is known after this time. */
const LEARNING_MS = 24 * 3_600_000;
/** In alarm the usual difference follows so much slower, so that a fault does not soon look usual. */
const SLOWER_IN_ALARM = 2;

/**
 * The difference of a value from the median of like rooms, without the usual difference if the limit asks for that; positive
 * on the side of the limit. NaN with fewer than three others, and until the usual difference is known. Its memory is
 * the usual difference, and the time of the first.
 */
export function aheadOfOthers(point: Point, i: number, condition: Condition, measured: Measured): number {
  const { value, timeMs, beforeMs } = measured;
  const { kind, others = 'building', usualMs = 0 } = condition.limit;
  const median = point.likes[point.plan.others.indexOf(others)]?.medianWithout(value, measured.now);
  const difference = value - (median ?? Number.NaN);
  const sign = kind === 'below_others' ? -1 : 1;
  if (usualMs === 0 || Number.isNaN(difference)) return sign * difference;

  const sinceMs = point.memory(condition, 1);
  if (Number.isNaN(sinceMs)) {
    point.setMemory(condition, 0, difference);
    point.setMemory(condition, 1, timeMs);
    return Number.NaN;
  }
  const usual = point.memory(condition, 0);
  const elapsedMs = timeMs - sinceMs;
  const slower = isAlarming(point.phase(i)) ? SLOWER_IN_ALARM : 1;
  // A gap teaches no more than a moment.
  const passedMs = Math.min(timeMs - beforeMs, MAX_AGE_MS);
  const share = passedMs / (slower * Math.max(passedMs, Math.min(usualMs, elapsedMs)));
  point.setMemory(condition, 0, usual + share * (difference - usual));
  return elapsedMs < Math.min(usualMs, LEARNING_MS) ? Number.NaN : sign * (difference - usual);
}
