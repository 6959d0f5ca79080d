import type { LocalClock } from '../rules/local-clock.ts';
import { type Condition, isInForce, type Plan } from '../rules/plan.ts';
import { ChangeWindow } from './change-window.ts';
import type { Due } from './due-queue.ts';
import type { Group } from './group.ts';
import {
  dueOfTrack,
  expireTrack,
  isAlarming,
  quietTrack,
  resetTrack,
  stepTrack,
  type Track,
} from './track.ts';

/** What the engine remembers of one sensor. A quiet one has neither tracks nor an alarm. */
export interface Point extends Due {
  readonly topic: string;
  readonly plan: Plan;
  /** The parts of the building that are watched for silence and that it is in. */
  readonly groups: readonly Group[];
  queuedFor: number;
  /** The newest reading's own time. */
  time: number;
  /** The engine's clock when that reading came. */
  heard: number;
  value: number;
  hearing: 'heard' | 'silent' | 'suppressed';
  /** Since when its readings are invalid; NaN while they are not. */
  invalidSince: number;
  /** One for each condition of the plan; undefined while all are normal. */
  tracks: Track[] | undefined;
  window: ChangeWindow | undefined;
  alarm: Alarm | undefined;
}

/** The alarm of a sensor: there is one at most, led by its most severe condition. */
export interface Alarm {
  /** The condition in alarm; undefined once it is over, while an acknowledgement or a shelf is still remembered. */
  lead: Condition | undefined;
  /** The condition that was last told; undefined while this alarm was never told. */
  told: Condition | undefined;
  raisedAt: number;
  peak: number;
  acked: boolean;
  /** What keeps it quiet: the name of a rule, or `shelved`. */
  hiddenBy: string | undefined;
  /** -Infinity for not shelved; Infinity until the alarm is over. */
  shelvedUntil: number;
}

export function newPoint(topic: string, plan: Plan, groups: readonly Group[]): Point {
  return {
    topic,
    plan,
    groups,
    queuedFor: Infinity,
    time: -Infinity,
    heard: -Infinity,
    value: Number.NaN,
    hearing: 'heard',
    invalidSince: Number.NaN,
    tracks: undefined,
    window: plan.windowMs > 0 ? new ChangeWindow(plan.windowMs) : undefined,
    alarm: undefined,
  };
}

export function newAlarm(): Alarm {
  return {
    lead: undefined,
    told: undefined,
    raisedAt: Number.NaN,
    peak: Number.NaN,
    acked: true,
    hiddenBy: undefined,
    shelvedUntil: -Infinity,
  };
}

/** Lets every condition take a value. Returns whether anything but normal came of it, now or before. */
export function stepConditions(point: Point, value: number, time: number, clock: LocalClock): boolean {
  const { conditions } = point.plan;
  point.window?.add(value, time);
  if (point.tracks === undefined && !isAnyBeyond(point, value, time, clock)) return false;
  point.tracks ??= conditions.map(quietTrack);
  let isQuiet = true;
  for (const [i, track] of point.tracks.entries()) {
    const condition = conditions[i];
    if (condition === undefined) continue;
    if (isHolding(condition, time, clock))
      stepTrack(track, condition, signedValue(point, condition, value), time);
    else resetTrack(track);
    isQuiet &&= track.phase === 'normal';
  }
  if (isQuiet) point.tracks = undefined;
  return true;
}

function isAnyBeyond(point: Point, value: number, time: number, clock: LocalClock): boolean {
  for (const condition of point.plan.conditions) {
    if (signedValue(point, condition, value) > condition.threshold && isHolding(condition, time, clock))
      return true;
  }
  return false;
}

function isHolding({ when }: Condition, time: number, clock: LocalClock): boolean {
  return when === undefined || isInForce(when, clock(time));
}

function signedValue(point: Point, condition: Condition, value: number): number {
  const { isRate, limit, sign } = condition;
  if (!isRate || point.window === undefined) return sign * value;
  return limit.kind === 'rising'
    ? point.window.rise(value, limit.withinMs)
    : point.window.fall(value, limit.withinMs);
}

/** The conditions in alarm, the most severe first. */
export function alarmingConditions({ plan, tracks }: Point): Condition[] {
  return plan.conditions.filter((_, i) => {
    const track = tracks?.[i];
    return track !== undefined && isAlarming(track);
  });
}

/** When the first running delay ends, on the sensor's own time; Infinity where none is running. */
export function dueOfTracks({ plan, tracks }: Point): number {
  let due = Infinity;
  if (tracks === undefined) return due;
  for (const [i, track] of tracks.entries()) {
    const condition = plan.conditions[i];
    if (condition !== undefined) due = Math.min(due, dueOfTrack(track, condition));
  }
  return due;
}

/** Ends the delays that have lasted long enough at a time on the sensor's own clock. Returns whether any did. */
export function expireTracks(point: Point, time: number): boolean {
  if (point.tracks === undefined) return false;
  let hasExpired = false;
  for (const [i, track] of point.tracks.entries()) {
    const condition = point.plan.conditions[i];
    if (condition !== undefined && expireTrack(track, condition, time)) hasExpired = true;
  }
  if (point.tracks.every(({ phase }) => phase === 'normal')) point.tracks = undefined;
  return hasExpired;
}

/** The value farther beyond the limit of a condition. */
export function fartherOut({ limit }: Condition, a: number, b: number): number {
  return limit.kind === 'below' || limit.kind === 'falling' ? Math.min(a, b) : Math.max(a, b);
}
