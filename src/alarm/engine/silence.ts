import type { AlarmEvent, EventState } from '../event.ts';
import type { LocalClock } from '../rules/local-clock.ts';
import { isInForce, type SilenceWatch } from '../rules/plan.ts';
import { type Place, priorityOf } from '../rules/rule.ts';
import { stopDelays } from './conditions.ts';
import type { Group } from './group.ts';
import type { Point } from './point.ts';
import { knownNumber } from './update-alarm.ts';

/** The time at which a sensor turns stale without a further reading, ms since 1970; Infinity without a rule on silence. */
export function dueOfSilence({ plan, liveness, heardAtMs, groups }: Point): number {
  if (plan.silence === undefined || liveness !== 'live') return Infinity;
  let since = heardAtMs;
  for (const { backAtMs } of groups) since = Math.max(since, backAtMs);
  return since + plan.silence.silence.afterMs;
}

export function dueOfGroup({ isStale, heardAtMs, watch }: Group): number {
  return isStale ? Infinity : heardAtMs + watch.silence.afterMs;
}

/**
 * Marks a sensor as stale: no reading came for as long as its rule allows. The silence of its whole room, wing, floor
 * or building suppresses the sensor's own. No delay runs while the sensor is stale, because its value is unknown.
 */
export function markStale(point: Point, timeMs: number): AlarmEvent | undefined {
  const watch = point.plan.silence;
  if (watch === undefined) return undefined;
  stopDelays(point);
  const staleGroup = staleGroupOf(point);
  const event = silenceEvent('silent', point.topic, watch, timeMs, timeMs - point.heardAtMs, point.value);
  if (staleGroup === undefined) {
    point.liveness = 'stale';
    return event;
  }
  point.liveness = 'suppressed';
  return { ...event, state: 'suppressed', by: staleGroup.watch.rule.name };
}

/** The first stale room, wing, floor or building around a sensor. */
export function staleGroupOf({ groups }: Point): Group | undefined {
  return groups.find(({ isStale }) => isStale);
}

/** Marks a stale or suppressed sensor as live; the event is undefined if its silence was suppressed. */
export function markLive(point: Point, timeMs: number): AlarmEvent | undefined {
  const was = point.liveness;
  point.liveness = 'live';
  const watch = point.plan.silence;
  if (was !== 'stale' || watch === undefined) return undefined;
  return silenceEvent('back', point.topic, watch, timeMs, timeMs - point.heardAtMs, point.value);
}

export function markGroupStale(group: Group, timeMs: number): AlarmEvent {
  group.isStale = true;
  return {
    ...silenceEvent('silent', group.topic, group.watch, timeMs, timeMs - group.heardAtMs),
    place: placeOf(group),
  };
}

/** Marks a stale group as live: from now on each of its sensors has as long as its rule allows. */
export function markGroupLive(group: Group, timeMs: number): AlarmEvent {
  group.isStale = false;
  group.backAtMs = timeMs;
  return {
    ...silenceEvent('back', group.topic, group.watch, timeMs, timeMs - group.heardAtMs),
    place: placeOf(group),
  };
}

function placeOf({ watch }: Group): Place {
  return watch.silence.each;
}

/** True if a watch is in force at a time, ms since 1970. */
export function isListening({ when }: SilenceWatch, timeMs: number, clock: LocalClock): boolean {
  return when === undefined || isInForce(when, clock(timeMs));
}

function silenceEvent(
  state: EventState,
  topic: string,
  { rule, silence }: SilenceWatch,
  timeMs: number,
  durationMs: number,
  value = Number.NaN,
): AlarmEvent {
  const { level } = silence;
  return {
    state,
    level,
    priority: priorityOf(rule, level),
    topic,
    rule: rule.name,
    timeMs,
    value: knownNumber(value),
    durationMs,
  };
}
