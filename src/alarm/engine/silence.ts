import type { AlarmEvent, EventState } from '../event.ts';
import type { LocalClock } from '../rules/local-clock.ts';
import { isInForce, type SilenceWatch } from '../rules/plan.ts';
import { type Place, priorityOf } from '../rules/rule.ts';
import { stopDelays } from './conditions.ts';
import type { Group } from './group.ts';
import type { Point } from './point.ts';
import { knownNumber } from './update-alarm.ts';

/** When a sensor counts as silent unless it is heard before; Infinity where nobody listens for it. */
export function dueOfSilence({ plan, hearing, heard, groups }: Point): number {
  if (plan.silence === undefined || hearing !== 'heard') return Infinity;
  let since = heard;
  for (const { backAt } of groups) since = Math.max(since, backAt);
  return since + plan.silence.silence.afterMs;
}

export function dueOfGroup({ isSilent, heard, watch }: Group): number {
  return isSilent ? Infinity : heard + watch.silence.afterMs;
}

/**
 * A sensor has not been heard for as long as its rule allows. Where all of its room, wing, floor or building is
 * silent, that has been told and this is only noted as suppressed. While it is silent no delay runs: nobody
 * knows its value.
 */
export function fallSilent(point: Point, time: number): AlarmEvent | undefined {
  const watch = point.plan.silence;
  if (watch === undefined) return undefined;
  stopDelays(point);
  const silentGroup = point.groups.find(({ isSilent }) => isSilent);
  const event = silenceEvent('silent', point.topic, watch, time, time - point.heard, point.value);
  if (silentGroup === undefined) {
    point.hearing = 'silent';
    return event;
  }
  point.hearing = 'suppressed';
  silentGroup.suppressed.add(point);
  return { ...event, state: 'suppressed', by: silentGroup.watch.rule.name };
}

/** A sensor is heard while it counted as silent. */
export function breakSilence(point: Point, time: number): AlarmEvent | undefined {
  const was = point.hearing;
  point.hearing = 'heard';
  for (const group of point.groups) group.suppressed.delete(point);
  const watch = point.plan.silence;
  if (was !== 'silent' || watch === undefined) return undefined;
  return silenceEvent('back', point.topic, watch, time, time - point.heard, point.value);
}

export function fallSilentAsGroup(group: Group, time: number): AlarmEvent {
  group.isSilent = true;
  return {
    ...silenceEvent('silent', group.topic, group.watch, time, time - group.heard),
    place: placeOf(group),
  };
}

/** Something of a silent group is heard: each of its sensors has from now as long as its rule allows. */
export function breakGroupSilence(group: Group, time: number): AlarmEvent {
  group.isSilent = false;
  group.backAt = time;
  return {
    ...silenceEvent('back', group.topic, group.watch, time, time - group.heard),
    place: placeOf(group),
  };
}

function placeOf({ watch }: Group): Place {
  return watch.silence.each;
}

/** Whether a watch is in force at a time. */
export function isListening({ when }: SilenceWatch, time: number, clock: LocalClock): boolean {
  return when === undefined || isInForce(when, clock(time));
}

function silenceEvent(
  state: EventState,
  topic: string,
  { rule, silence }: SilenceWatch,
  time: number,
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
    time,
    value: knownNumber(value),
    durationMs,
  };
}
