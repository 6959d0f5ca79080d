import { sensorType } from '../building/sensors.ts';
import { addressOfScope } from './address-of-scope.ts';
import { isAnyIn } from './engine/conditions.ts';
import type { Group } from './engine/group.ts';
import type { Point } from './engine/point.ts';
import { priorityOf } from './rules/rule.ts';

/** The state of a sensor's alarm as a record for retained state topics, so a late subscriber knows the state. */
export function toStateRecord(point: Point): Readonly<Record<string, unknown>> {
  const { topic, lead, hiddenBy, liveness, invalidSinceMs, value, timeMs, plan } = point;
  return {
    state: lead === undefined ? pendingOrNormal(point) : alarmPhase(point),
    level: lead?.limit.level,
    priority: lead && priorityOf(lead.rule, lead.limit.level),
    rule: lead?.rule.name,
    ...addressOfScope(topic, 'sensor'),
    value: Number.isFinite(value) ? value : undefined,
    unit: sensorType(plan.sensor).unit,
    limit: lead?.limit.value,
    peak: lead && point.peak,
    time: isoTime(timeMs),
    since: lead && isoTime(point.raisedAtMs),
    acknowledged: lead && point.acked,
    shelved: shelfText(point.shelvedUntilMs),
    suppressed_by: hiddenBy === 'shelved' ? undefined : hiddenBy,
    silent: liveness !== 'live',
    invalid: !Number.isNaN(invalidSinceMs),
    topic,
  };
}

/** The state record of a room, wing, floor or building under a rule on silence. */
export function toGroupStateRecord({
  topic,
  watch,
  isStale,
  heardAtMs,
}: Group): Readonly<Record<string, unknown>> {
  return {
    state: isStale ? 'active' : 'normal',
    level: isStale ? watch.silence.level : undefined,
    rule: watch.rule.name,
    ...addressOfScope(topic, watch.silence.each),
    since: isStale ? isoTime(heardAtMs) : undefined,
    silent: isStale,
    topic,
  };
}

function pendingOrNormal(point: Point): string {
  return isAnyIn(point, 'pending') ? 'pending' : 'normal';
}

function alarmPhase(point: Point): string {
  return isAnyIn(point, 'active') ? 'active' : 'clearing';
}

function shelfText(until: number): string | undefined {
  if (until === -Infinity) return undefined;
  return until === Infinity ? 'once' : isoTime(until);
}

/** ISO 8601; undefined outside the years of a JavaScript date. */
function isoTime(ms: number | undefined): string | undefined {
  return ms !== undefined && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined;
}
