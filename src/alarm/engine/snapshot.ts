import type { Condition } from '../rules/plan.ts';
import { type Group, groupKey } from './group.ts';
import type { Point } from './point.ts';
import type { Phase } from './track.ts';

/**
 * What is kept of a sensor or a group over a restart, as JSON can hold it. Conditions are named by rule, kind and
 * level, so that what was kept still fits when other rules were changed meanwhile.
 */
export type SnapshotRecord = PointSnapshot | GroupSnapshot | ClockSnapshot;

export interface PointSnapshot {
  readonly topic: string;
  readonly time?: number;
  readonly value?: number;
  readonly hearing?: Point['hearing'];
  readonly invalidSince?: number;
  readonly tracks?: readonly TrackSnapshot[];
  readonly alarm?: AlarmSnapshot;
  readonly window?: WindowSnapshot;
}

interface TrackSnapshot {
  readonly condition: string;
  readonly phase: Phase;
  readonly since?: number;
  readonly history: number;
}

interface AlarmSnapshot {
  readonly lead?: string;
  readonly told?: string;
  readonly raisedAt?: number;
  readonly peak?: number;
  readonly acked: boolean;
  readonly hiddenBy?: string;
  /** `once` for until the alarm is over. */
  readonly shelved?: number | 'once';
}

/** What a sensor's values were in the window that changes are looked for in. */
interface WindowSnapshot {
  readonly ms: number;
  readonly parts: readonly (readonly [part: number, low: number, high: number])[];
}

export interface GroupSnapshot {
  readonly group: string;
  readonly silentSince?: number;
}

/** The engine's clock. */
export interface ClockSnapshot {
  readonly clock: number;
}

export function snapshotPoint(point: Point): PointSnapshot {
  const { topic, time, value, hearing, invalidSince, plan } = point;
  const tracks = plan.conditions.flatMap((condition, i) => snapshotTrack(point, condition, i));
  const alarm = snapshotAlarm(point);
  const parts = point.window()?.parts() ?? [];
  return {
    topic,
    ...finite('time', time),
    ...finite('value', value),
    ...(hearing !== 'heard' && { hearing }),
    ...finite('invalidSince', invalidSince),
    ...(tracks.length > 0 && { tracks }),
    ...(alarm && { alarm }),
    ...(parts.length > 0 && { window: { ms: plan.windowMs, parts } }),
  };
}

function snapshotTrack(point: Point, condition: Condition, i: number): TrackSnapshot[] {
  const { phase, since, history } = point.track(i);
  return phase === 'normal'
    ? []
    : [{ condition: nameOf(condition), phase, ...finite('since', since), history }];
}

function snapshotAlarm(point: Point): AlarmSnapshot | undefined {
  const { lead, told, raisedAt, peak, acked, hiddenBy, shelvedUntil } = point;
  if (lead === undefined && shelvedUntil === -Infinity) return undefined;
  return {
    ...(lead && { lead: nameOf(lead) }),
    ...(told && { told: nameOf(told) }),
    ...finite('raisedAt', raisedAt),
    ...finite('peak', peak),
    acked,
    ...(hiddenBy !== undefined && { hiddenBy }),
    ...(shelvedUntil > -Infinity && { shelved: shelvedUntil === Infinity ? 'once' : shelvedUntil }),
  };
}

export function snapshotGroup(group: Group): GroupSnapshot {
  return { group: groupKey(group), ...(group.isSilent && { silentSince: group.heard }) };
}

/** Brings a fresh point to where it was. What the rules no longer know is left out. */
export function restorePoint(point: Point, kept: PointSnapshot): void {
  const { time, value, hearing, invalidSince, tracks = [], alarm, window } = kept;
  point.time = time ?? -Infinity;
  point.value = value ?? Number.NaN;
  point.hearing = hearing ?? 'heard';
  point.invalidSince = invalidSince ?? Number.NaN;
  for (const [i, condition] of point.plan.conditions.entries()) {
    const found = tracks.find((track) => track.condition === nameOf(condition));
    if (found === undefined) continue;
    point.setTrack(i, { phase: found.phase, since: found.since ?? Number.NaN, history: found.history });
  }
  if (alarm !== undefined) restoreAlarm(point, alarm);
  if (window?.ms === point.plan.windowMs) point.window()?.restore(window.parts);
}

function restoreAlarm(point: Point, kept: AlarmSnapshot): void {
  point.shelvedUntil = kept.shelved === 'once' ? Infinity : (kept.shelved ?? -Infinity);
  point.lead = conditionOf(point, kept.lead);
  if (point.lead === undefined) return;
  point.told = conditionOf(point, kept.told);
  point.raisedAt = kept.raisedAt ?? Number.NaN;
  point.peak = kept.peak ?? Number.NaN;
  point.acked = kept.acked;
  point.hiddenBy = kept.hiddenBy;
}

function conditionOf({ plan }: Point, name: string | undefined): Condition | undefined {
  return plan.conditions.find((condition) => nameOf(condition) === name);
}

function nameOf({ rule, limit }: Condition): string {
  return `${rule.name}/${limit.kind}/${limit.level}`;
}

function finite<K extends string>(key: K, value: number): { readonly [P in K]?: number } {
  return Number.isFinite(value) ? ({ [key]: value } as { [P in K]: number }) : {};
}
