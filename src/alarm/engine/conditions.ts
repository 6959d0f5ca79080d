import type { LocalClock } from '../rules/local-clock.ts';
import { type Condition, isInForce } from '../rules/plan.ts';
import type { LimitKind } from '../rules/rule.ts';
import { deviationOf } from './deviation.ts';
import { flatForMs } from './flat-line.ts';
import type { Measured } from './measured.ts';
import { aheadOfOthers } from './others.ts';
import type { Point } from './point.ts';
import {
  dueOfTrack,
  expireTrack,
  isBeyondThreshold,
  type Phase,
  quietTrack,
  stepTrack,
  type Track,
} from './track.ts';

// Loops on the path of every reading count by an index: an iterator of entries makes an array for each step.

/** Passes a value to every condition. Returns true if any condition is, or was, in another phase than normal. */
export function stepConditions(point: Point, measured: Measured, clock: LocalClock): boolean {
  const { conditions } = point.plan;
  let isConcerned = false;
  for (let i = 0; i < conditions.length; i++) {
    const condition = conditions[i];
    if (condition === undefined) continue;
    // What is usual by day says nothing about the night: such a condition learns in its hours alone.
    if (condition.limit.usualMs && !isInForceAt(condition, measured.timeMs, clock)) {
      if (point.phase(i) === 'normal') continue;
      isConcerned = true;
      point.setTrack(i, quietTrack());
      continue;
    }
    const signed = signedValue(point, i, condition, measured);
    if (point.phase(i) === 'normal' && !isBeyondThreshold(condition, signed)) continue;
    isConcerned = true;
    point.setTrack(i, stepped(point.track(i), condition, signed, measured.timeMs, clock));
  }
  return isConcerned;
}

function stepped(
  track: Track,
  condition: Condition,
  signed: number,
  timeMs: number,
  clock: LocalClock,
): Track {
  if (!isInForceAt(condition, timeMs, clock)) return quietTrack();
  stepTrack(track, condition, signed, timeMs);
  return track;
}

function isInForceAt({ when }: Condition, timeMs: number, clock: LocalClock): boolean {
  return when === undefined || isInForce(when, clock(timeMs));
}

/** The measure of a condition, positive towards its limit; NaN while unknown. */
function signedValue(point: Point, i: number, condition: Condition, measured: Measured): number {
  const { isRate, limit, sign, memoryAt } = condition;
  const { value, window } = measured;
  if (memoryAt !== undefined) return remembering(point, i, condition, measured);
  if (!isRate || window === undefined) return sign * value;
  return limit.kind === 'rising' ? window.rise(value, limit.withinMs) : window.fall(value, limit.withinMs);
}

function remembering(point: Point, i: number, condition: Condition, measured: Measured): number {
  switch (condition.limit.kind) {
    case 'flat':
      return flatForMs(point, i, condition, measured);
    case 'deviation_above':
    case 'deviation_below':
      return condition.sign * deviationOf(point, condition, measured);
    default:
      return aheadOfOthers(point, condition, measured);
  }
}

/** True if any condition of a sensor is in a phase. */
export function isAnyIn(point: Point, phase: Phase): boolean {
  return point.plan.conditions.some((_, i) => point.phase(i) === phase);
}

/** The end of the first running delay, ms since 1970 on the sensor's own clock; Infinity without a running delay. */
export function dueOfTracks(point: Point): number {
  const { conditions } = point.plan;
  let due = Infinity;
  for (let i = 0; i < conditions.length; i++) {
    const condition = conditions[i];
    if (condition === undefined || point.phase(i) === 'normal') continue;
    due = Math.min(due, dueOfTrack(point.track(i), condition));
  }
  return due;
}

/** Ends the delays due at a time on the sensor's own clock, ms since 1970. Returns true if any delay ended. */
export function expireTracks(point: Point, timeMs: number): boolean {
  let hasExpired = false;
  for (const [i, condition] of point.plan.conditions.entries()) {
    const track = point.track(i);
    if (!expireTrack(track, condition, timeMs)) continue;
    point.setTrack(i, track);
    hasExpired = true;
  }
  return hasExpired;
}

/** Stops the running delays, because the value is no longer known. Delays begin anew with the next value. */
export function stopDelays(point: Point): void {
  for (const i of point.plan.conditions.keys()) point.setTrack(i, { ...point.track(i), since: Number.NaN });
}

const LOW_KINDS: readonly LimitKind[] = ['below', 'falling', 'below_others'];

/** True if lower values are farther beyond the limit. */
export function isLow({ limit }: Condition): boolean {
  return LOW_KINDS.includes(limit.kind);
}

/** The value farther beyond the limit of a condition. */
export function fartherOut(condition: Condition, a: number, b: number): number {
  return isLow(condition) ? Math.min(a, b) : Math.max(a, b);
}
