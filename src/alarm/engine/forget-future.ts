import type { Group } from './group.ts';
import type { Point } from './point.ts';

/**
 * Makes a sensor's memory fit a clock that was set back by `leapMs` to `nowMs` (ms since 1970). Its next reading is news.
 * Alarms stay. Delays and alarms that began in the future begin now. A shelf keeps its remaining duration.
 */
export function forgetFuture(point: Point, nowMs: number, leapMs: number): void {
  if (point.timeMs > nowMs) forgetTime(point);
  if (point.invalidSinceMs > nowMs) point.invalidSinceMs = nowMs;
  if (point.raisedAtMs > nowMs) point.raisedAtMs = nowMs;
  if (Number.isFinite(point.shelvedUntilMs)) point.shelvedUntilMs -= leapMs;
  for (const i of point.plan.conditions.keys()) {
    const track = point.track(i);
    if (track.since > nowMs) point.setTrack(i, { ...track, since: nowMs });
  }
}

/** Forgets a time that was wrong: the next reading of the sensor is news. */
export function forgetTime(point: Point): void {
  point.timeMs = -Infinity;
  point.clearWindow();
  point.clearMemories();
}

/** {@link forgetFuture} for a room, wing, floor or building. */
export function forgetFutureOfGroup(group: Group, nowMs: number): void {
  group.heardAtMs = Math.min(group.heardAtMs, nowMs);
  group.backAtMs = Math.min(group.backAtMs, nowMs);
}
