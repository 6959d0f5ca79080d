import type { AlarmEvent, EventState } from '../event.ts';
import type { Condition } from '../rules/plan.ts';
import { priorityOf, type Rule } from '../rules/rule.ts';
import type { Mutes } from './mutes.ts';
import { type Alarm, alarmingConditions, newAlarm, type Point } from './point.ts';

/** What settling needs to know and whom it tells. */
export interface Telling {
  readonly mutes: Mutes;
  /** The rules that keep others quiet. */
  readonly muters: readonly Rule[];
  readonly emit: (event: AlarmEvent) => void;
}

/**
 * Brings the alarm of a sensor in line with its conditions, and tells what changed: the most severe condition
 * leads, what is muted or shelved is not told, and a raise or an escalation takes back the acknowledgement.
 */
export function settle(point: Point, time: number, telling: Telling): void {
  const found = leadOf(point, telling);
  if (found === undefined) end(point, time, telling);
  else stand(point, found, time, telling);
}

interface Lead {
  readonly condition: Condition;
  readonly mutedBy: string | undefined;
}

function leadOf(point: Point, { mutes, muters }: Telling): Lead | undefined {
  const leads = alarmingConditions(point).map((condition) => ({
    condition,
    mutedBy: mutes.muterOf(condition.rule, point.topic, muters),
  }));
  return leads.find(({ mutedBy }) => mutedBy === undefined) ?? leads[0];
}

function stand(point: Point, { condition, mutedBy }: Lead, time: number, telling: Telling): void {
  const alarm = point.alarm ?? newAlarm();
  point.alarm = alarm;
  if (alarm.lead === undefined) {
    alarm.raisedAt = time;
    alarm.peak = point.value;
    alarm.acked = false;
    alarm.hiddenBy = undefined;
  } else if (condition.rank < alarm.lead.rank) {
    alarm.acked = false;
  }
  if (!isLatched(alarm, condition)) alarm.lead = condition;
  hide(point, alarm, mutedBy ?? (alarm.shelvedUntil >= time ? 'shelved' : undefined), time, telling);
  if (alarm.hiddenBy === undefined) tellLevel(point, alarm, time, telling);
}

/** Whether a less severe condition must wait until the latched one in front of it is acknowledged. */
function isLatched({ lead, acked }: Alarm, condition: Condition): boolean {
  if (lead === undefined || acked) return false;
  return lead.rule.latch && lead.rank < condition.rank;
}

function hide(point: Point, alarm: Alarm, by: string | undefined, time: number, telling: Telling): void {
  if (by === alarm.hiddenBy) return;
  const wasHidden = alarm.hiddenBy;
  alarm.hiddenBy = by;
  if (by !== undefined) telling.emit({ ...alarmEvent('suppressed', point, alarm, time), by });
  else if (alarm.told !== undefined) {
    telling.emit({ ...alarmEvent('unsuppressed', point, alarm, time), by: wasHidden });
  }
}

function tellLevel(point: Point, alarm: Alarm, time: number, telling: Telling): void {
  const { lead, told } = alarm;
  if (lead === undefined || lead === told) return;
  alarm.told = lead;
  const state = changeOf(lead, told);
  if (state !== undefined) telling.emit(alarmEvent(state, point, alarm, time));
}

function changeOf(lead: Condition, told: Condition | undefined): EventState | undefined {
  if (told === undefined) return 'raised';
  if (lead.rank === told.rank) return undefined;
  return lead.rank < told.rank ? 'escalated' : 'eased';
}

function end(point: Point, time: number, telling: Telling): void {
  const { alarm } = point;
  if (alarm?.lead === undefined || (alarm.lead.rule.latch && !alarm.acked)) return;
  if (alarm.told !== undefined) telling.emit(alarmEvent('cleared', point, alarm, time));
  const isShelfOver = alarm.shelvedUntil === Infinity;
  if (isShelfOver) telling.emit(alarmEvent('unshelved', point, alarm, time));
  const shelvedUntil = isShelfOver ? -Infinity : alarm.shelvedUntil;
  point.alarm = shelvedUntil === -Infinity ? undefined : { ...newAlarm(), shelvedUntil };
}

/** An event about the alarm of a sensor as it stands. */
export function alarmEvent(state: EventState, point: Point, alarm: Alarm, time: number): AlarmEvent {
  const { lead } = alarm;
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
    durationMs: lead === undefined || state === 'raised' ? undefined : Math.max(0, time - alarm.raisedAt),
    peak: lead === undefined ? undefined : knownNumber(alarm.peak),
    template: lead?.rule.message,
  };
}

/** A number that was measured, or undefined. */
export function knownNumber(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
