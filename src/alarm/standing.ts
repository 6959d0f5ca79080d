import { sensorType } from '../building/sensors.ts';
import type { Group } from './engine/group.ts';
import type { Point } from './engine/point.ts';
import { partOf } from './part.ts';
import { priorityOf } from './rules/rule.ts';

/** The state of a sensor's alarm as a record that others can read: what is published, retained, for who joins late. */
export function standingOf(point: Point): Readonly<Record<string, unknown>> {
  const { topic, alarm, hearing, invalidSince, value, time, plan, tracks } = point;
  const { lead } = alarm ?? {};
  return {
    state: lead === undefined ? pendingOrNormal(point) : phaseOf(tracks),
    level: lead?.limit.level,
    priority: lead && priorityOf(lead.rule, lead.limit.level),
    rule: lead?.rule.name,
    ...partOf(topic, 'sensor'),
    value: Number.isFinite(value) ? value : undefined,
    unit: sensorType(plan.sensor).unit,
    limit: lead?.limit.value,
    peak: lead && alarm?.peak,
    time: isoTime(time),
    since: lead && isoTime(alarm?.raisedAt),
    acknowledged: lead && alarm?.acked,
    shelved: shelfText(alarm?.shelvedUntil),
    suppressed_by: alarm?.hiddenBy === 'shelved' ? undefined : alarm?.hiddenBy,
    silent: hearing !== 'heard',
    invalid: !Number.isNaN(invalidSince),
    topic,
  };
}

/** The same for a room, wing, floor or building that is watched for silence. */
export function standingOfGroup({ topic, watch, isSilent, heard }: Group): Readonly<Record<string, unknown>> {
  return {
    state: isSilent ? 'active' : 'normal',
    level: isSilent ? watch.silence.level : undefined,
    rule: watch.rule.name,
    ...partOf(topic, watch.silence.each),
    since: isSilent ? isoTime(heard) : undefined,
    silent: isSilent,
    topic,
  };
}

function pendingOrNormal({ tracks }: Point): string {
  return tracks?.some(({ phase }) => phase === 'pending') ? 'pending' : 'normal';
}

function phaseOf(tracks: Point['tracks']): string {
  return tracks?.some(({ phase }) => phase === 'active') ? 'active' : 'clearing';
}

function shelfText(until: number | undefined): string | undefined {
  if (until === undefined || until === -Infinity) return undefined;
  return until === Infinity ? 'once' : isoTime(until);
}

/** Undefined for what is no time that a calendar has. */
function isoTime(ms: number | undefined): string | undefined {
  return ms !== undefined && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined;
}
