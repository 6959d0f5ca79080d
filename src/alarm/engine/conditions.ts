import type { LocalClock } from '../rules/local-clock.ts';
import { type Condition, isInForce } from '../rules/plan.ts';
import type { ChangeWindow } from './change-window.ts';
import type { Point } from './point.ts';
import { dueOfTrack, expireTrack, isBeyond, type Phase, quietTrack, stepTrack, type Track } from './track.ts';

/** A valid value of a sensor. */
export interface Measured {
  readonly value: number;
  /** The reading's own time. */
  readonly time: number;
  /** The values before it, this one included, where a condition looks at how they change. */
  readonly window: ChangeWindow | undefined;
}

// What every reading passes through counts by an index: an iterator of entries makes an array for each.

/** Lets every condition take a value. Returns whether anything but normal came of it, now or before. */
export function stepConditions(point: Point, measured: Measured, clock: LocalClock): boolean {
  const { conditions } = point.plan;
  let isConcerned = false;
  for (let i = 0; i < conditions.length; i++) {
    const condition = conditions[i];
    if (condition === undefined) continue;
    const signed = signedValue(condition, measured);
    if (point.phase(i) === 'normal' && !isBeyond(condition, signed)) continue;
    isConcerned = true;
    point.setTrack(i, stepped(point.track(i), condition, signed, measured.time, clock));
  }
  return isConcerned;
}

function stepped(track: Track, condition: Condition, signed: number, time: number, clock: LocalClock): Track {
  if (condition.when !== undefined && !isInForce(condition.when, clock(time))) return quietTrack();
  stepTrack(track, condition, signed, time);
  return track;
}

function signedValue({ isRate, limit, sign }: Condition, { value, window }: Measured): number {
  if (!isRate || window === undefined) return sign * value;
  return limit.kind === 'rising' ? window.rise(value, limit.withinMs) : window.fall(value, limit.withinMs);
}

/** Whether any condition of a sensor is in a phase. */
export function isAnyIn(point: Point, phase: Phase): boolean {
  return point.plan.conditions.some((_, i) => point.phase(i) === phase);
}

/** When the first running delay ends, on the sensor's own time; Infinity where none is running. */
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

/** Ends the delays that have lasted long enough at a time on the sensor's own clock. Returns whether any did. */
export function expireTracks(point: Point, time: number): boolean {
  let hasExpired = false;
  for (const [i, condition] of point.plan.conditions.entries()) {
    const track = point.track(i);
    if (!expireTrack(track, condition, time)) continue;
    point.setTrack(i, track);
    hasExpired = true;
  }
  return hasExpired;
}

/** Stops the delays that are running: nobody knows the value any more. They begin anew with the next value. */
export function stopDelays(point: Point): void {
  for (const i of point.plan.conditions.keys()) point.setTrack(i, { ...point.track(i), since: Number.NaN });
}

/** The value farther beyond the limit of a condition. */
export function fartherOut({ limit }: Condition, a: number, b: number): number {
  return limit.kind === 'below' || limit.kind === 'falling' ? Math.min(a, b) : Math.max(a, b);
}
