import type { Condition } from '../rules/plan.ts';
import { MAX_AGE_MS } from './like-rooms.ts';
import type { Measured } from './measured.ts';
import type { Point } from './point.ts';

/** The usual difference is known after so much time of learning. */
const LEARNING_MS = 24 * 3_600_000;
/** In alarm the usual difference follows so much slower, so that a fault does not soon look usual. */
const SLOWER_IN_ALARM = 4;

/**
 * The difference of a value from the median of like rooms; positive on the side of the limit. NaN with fewer than three
 * others. If the limit asks for the usual difference, the smaller one of this difference and of its distance from the usual: a
 * room that comes back to the others after a long fault is no alarm, and a room that is always unlike them is none.
 * NaN until the usual difference is known. Its memory is the usual difference, and the time of learning.
 */
export function aheadOfOthers(point: Point, condition: Condition, measured: Measured): number {
  const { value, now } = measured;
  const { kind, value: limit, others = 'building', usualMs = 0 } = condition.limit;
  const median = point.likes[point.plan.others.indexOf(others)]?.medianWithout(point, now);
  const sign = kind === 'below_others' ? -1 : 1;
  const difference = value - (median ?? Number.NaN);
  if (usualMs === 0 || Number.isNaN(difference)) return sign * difference;

  const usual = numberOr0(point.memory(condition, 0));
  const learnedMs = numberOr0(point.memory(condition, 1));
  const isLearning = learnedMs < Math.min(usualMs, LEARNING_MS);
  const ahead = difference - usual;
  // The first day takes each difference as it is, except those of a sensor in alarm.
  if (!isLearning) learn(point, condition, measured, Math.max(-limit, Math.min(ahead, limit)));
  else if (point.lead === undefined) learn(point, condition, measured, ahead);
  return isLearning ? Number.NaN : Math.min(sign * ahead, sign * difference);
}

/** Moves the usual difference by a share of `ahead`, the share of the time since the reading before. */
function learn(point: Point, condition: Condition, { timeMs, beforeMs }: Measured, ahead: number): void {
  // A gap teaches no more than a moment.
  const passedMs = beforeMs === -Infinity ? 0 : Math.min(timeMs - beforeMs, MAX_AGE_MS);
  if (passedMs <= 0) return;
  const learnedMs = numberOr0(point.memory(condition, 1)) + passedMs;
  const { usualMs = 0 } = condition.limit;
  const slower = point.lead === undefined ? 1 : SLOWER_IN_ALARM;
  const share = passedMs / (slower * Math.min(usualMs, learnedMs));
  point.setMemory(condition, 0, numberOr0(point.memory(condition, 0)) + share * ahead);
  point.setMemory(condition, 1, learnedMs);
}

function numberOr0(number: number): number {
  return Number.isNaN(number) ? 0 : number;
}
