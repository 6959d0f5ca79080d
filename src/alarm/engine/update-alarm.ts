import type { AlarmEvent, EventState } from '../event.ts';
import type { Condition } from '../rules/plan.ts';
import { priorityOf, type Rule } from '../rules/rule.ts';
import { isLow } from './conditions.ts';
import type { Mutes } from './mutes.ts';
import { forgetAlarm, type Point } from './point.ts';
import { isAlarming } from './track.ts';

/** The muting rules, the counts of muted places, and the receiver of events. */
export interface AnnunciatorContext {
  readonly mutes: Mutes;
  /** The rules with `mutes`. */
  readonly muters: readonly Rule[];
  readonly emit: (event: AlarmEvent) => void;
}

/**
 * Brings the alarm of a sensor in line with its conditions and reports the change. The most severe condition leads,
 * a muted or shelved alarm is not reported, and a raise or an escalation takes back the acknowledgement.
 * `time` is milliseconds since 1970.
 */
export function updateAlarm(point: Point, timeMs: number, context: AnnunciatorContext): void {
  const found = leadOf(point, context);
  if (found === undefined) clearAlarm(point, timeMs, context);
  else updateActive(point, found, timeMs, context);
}

interface Lead {
  readonly condition: Condition;
  readonly mutedBy: string | undefined;
}

/** The most severe condition in alarm without a mute, or else the most severe muted condition. */
function leadOf(point: Point, { mutes, muters }: AnnunciatorContext): Lead | undefined {
  let muted: Lead | undefined;
  for (const [i, condition] of point.plan.conditions.entries()) {
    if (!isAlarming(point.phase(i))) continue;
    const mutedBy = mutes.muterOf(condition.rule, point.topic, muters);
    if (mutedBy === undefined) return { condition, mutedBy };
    muted ??= { condition, mutedBy };
  }
  return muted;
}

function updateActive(
  point: Point,
  { condition, mutedBy }: Lead,
  timeMs: number,
  context: AnnunciatorContext,
): void {
  if (point.lead === undefined) {
    point.raisedAtMs = timeMs;
    point.peak = point.value;
    point.acked = false;
  } else if (condition.rank < point.lead.rank) {
    point.acked = false;
  }
  if (!isLatched(point, condition)) {
    // What was farthest beyond a limit above is nothing beyond a limit below.
    if (point.lead !== undefined && isLow(point.lead) !== isLow(condition)) point.peak = point.value;
    point.lead = condition;
  }
  updateSuppression(
    point,
    mutedBy ?? (point.shelvedUntilMs >= timeMs ? 'shelved' : undefined),
    timeMs,
    context,
  );
  if (point.hiddenBy === undefined) reportLevel(point, timeMs, context);
}

/** True while a less severe condition waits for the acknowledgement of a latched, more severe condition. */
function isLatched({ lead, acked }: Point, condition: Condition): boolean {
  if (lead === undefined || acked) return false;
  return lead.rule.latch && lead.rank < condition.rank;
}

function updateSuppression(
  point: Point,
  by: string | undefined,
  timeMs: number,
  { emit }: AnnunciatorContext,
): void {
  const wasHidden = point.hiddenBy;
  if (by === wasHidden) return;
  point.hiddenBy = by;
  if (by !== undefined) emit({ ...alarmEvent('suppressed', point, timeMs), by });
  else if (point.reported !== undefined)
    emit({ ...alarmEvent('unsuppressed', point, timeMs), by: wasHidden });
}

function reportLevel(point: Point, timeMs: number, { emit }: AnnunciatorContext): void {
  const { lead, reported } = point;
  if (lead === undefined || lead === reported) return;
  point.reported = lead;
  const state = changeOf(lead, reported);
  if (state !== undefined) emit(alarmEvent(state, point, timeMs));
}

function changeOf(lead: Condition, reported: Condition | undefined): EventState | undefined {
  if (reported === undefined) return 'raised';
  if (lead.rank === reported.rank) return undefined;
  return lead.rank < reported.rank ? 'escalated' : 'eased';
}

function clearAlarm(point: Point, timeMs: number, { emit }: AnnunciatorContext): void {
  const { lead, reported, acked, shelvedUntilMs } = point;
  if (lead === undefined || (lead.rule.latch && !acked)) return;
  if (reported !== undefined) emit(alarmEvent('cleared', point, timeMs));
  if (shelvedUntilMs === Infinity) {
    emit(alarmEvent('unshelved', point, timeMs));
    point.shelvedUntilMs = -Infinity;
  }
  forgetAlarm(point);
}

/** An event about the present alarm of a sensor. `time` is milliseconds since 1970. */
export function alarmEvent(state: EventState, point: Point, timeMs: number): AlarmEvent {
  const { lead } = point;
  const level = lead?.limit.level ?? 'info';
  return {
    state,
    level,
    priority: lead === undefined ? 'low' : priorityOf(lead.rule, level),
    topic: point.topic,
    rule: lead?.rule.name ?? '',
    timeMs,
    value: knownNumber(point.value),
    limit: lead?.limit.value,
    durationMs: lead === undefined || state === 'raised' ? undefined : Math.max(0, timeMs - point.raisedAtMs),
    peak: lead === undefined ? undefined : knownNumber(point.peak),
    template: lead?.rule.message,
  };
}

/** A measured number; undefined for NaN and infinities. */
export function knownNumber(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
