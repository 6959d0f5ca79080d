import type { AlarmEvent, EventState } from '../event.ts';
import type { Condition } from '../rules/plan.ts';
import { priorityOf, type Rule } from '../rules/rule.ts';
import type { Mutes } from './mutes.ts';
import { forgetAlarm, type Point } from './point.ts';
import { isAlarming } from './track.ts';

/** What settling needs to know and whom it tells. */
export interface AnnunciatorContext {
  readonly mutes: Mutes;
  /** The rules that keep others quiet. */
  readonly muters: readonly Rule[];
  readonly emit: (event: AlarmEvent) => void;
}

/**
 * Brings the alarm of a sensor in line with its conditions, and tells what changed: the most severe condition
 * leads, what is muted or shelved is not told, and a raise or an escalation takes back the acknowledgement.
 */
export function settle(point: Point, time: number, telling: AnnunciatorContext): void {
  const found = leadOf(point, telling);
  if (found === undefined) end(point, time, telling);
  else stand(point, found, time, telling);
}

interface Lead {
  readonly condition: Condition;
  readonly mutedBy: string | undefined;
}

/** The most severe condition in alarm that nothing mutes, or else the most severe that something does. */
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

function stand(point: Point, { condition, mutedBy }: Lead, time: number, telling: AnnunciatorContext): void {
  if (point.lead === undefined) {
    point.raisedAt = time;
    point.peak = point.value;
    point.acked = false;
  } else if (condition.rank < point.lead.rank) {
    point.acked = false;
  }
  if (!isLatched(point, condition)) point.lead = condition;
  hide(point, mutedBy ?? (point.shelvedUntil >= time ? 'shelved' : undefined), time, telling);
  if (point.hiddenBy === undefined) tellLevel(point, time, telling);
}

/** Whether a less severe condition must wait until the latched one in front of it is acknowledged. */
function isLatched({ lead, acked }: Point, condition: Condition): boolean {
  if (lead === undefined || acked) return false;
  return lead.rule.latch && lead.rank < condition.rank;
}

function hide(point: Point, by: string | undefined, time: number, { emit }: AnnunciatorContext): void {
  const wasHidden = point.hiddenBy;
  if (by === wasHidden) return;
  point.hiddenBy = by;
  if (by !== undefined) emit({ ...alarmEvent('suppressed', point, time), by });
  else if (point.told !== undefined) emit({ ...alarmEvent('unsuppressed', point, time), by: wasHidden });
}

function tellLevel(point: Point, time: number, { emit }: AnnunciatorContext): void {
  const { lead, told } = point;
  if (lead === undefined || lead === told) return;
  point.told = lead;
  const state = changeOf(lead, told);
  if (state !== undefined) emit(alarmEvent(state, point, time));
}

function changeOf(lead: Condition, told: Condition | undefined): EventState | undefined {
  if (told === undefined) return 'raised';
  if (lead.rank === told.rank) return undefined;
  return lead.rank < told.rank ? 'escalated' : 'eased';
}

function end(point: Point, time: number, { emit }: AnnunciatorContext): void {
  const { lead, told, acked, shelvedUntil } = point;
  if (lead === undefined || (lead.rule.latch && !acked)) return;
  if (told !== undefined) emit(alarmEvent('cleared', point, time));
  if (shelvedUntil === Infinity) {
    emit(alarmEvent('unshelved', point, time));
    point.shelvedUntil = -Infinity;
  }
  forgetAlarm(point);
}

/** An event about the alarm of a sensor as it stands. */
export function alarmEvent(state: EventState, point: Point, time: number): AlarmEvent {
  const { lead } = point;
  const level = lead?.limit.level ?? 'info';
  return {
    state,
    level,
    priority: lead === undefined ? 'low' : priorityOf(lead.rule, level),
    topic: point.topic,
    rule: lead?.rule.name ?? '',
    time,
    value: knownNumber(point.value),
    limit: lead?.limit.value,
    durationMs: lead === undefined || state === 'raised' ? undefined : Math.max(0, time - point.raisedAt),
    peak: lead === undefined ? undefined : knownNumber(point.peak),
    template: lead?.rule.message,
  };
}

/** A number that was measured, or undefined. */
export function knownNumber(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
