import { type Condition, memoryLength } from '../rules/plan.ts';
import { type Group, groupKey } from './group.ts';
import type { Point } from './point.ts';
import type { Phase } from './track.ts';

/**
 * A sensor, a group or the clock over a restart, in JSON. A condition is named by rule, kind and level, so a snapshot
 * still fits after other rules changed. All times are milliseconds since 1970. State files hold these very keys.
 */
export type SnapshotRecord = PointSnapshot | GroupSnapshot | ClockSnapshot;

export interface PointSnapshot {
  readonly topic: string;
  readonly time?: number;
  readonly value?: number;
  /** {@link Point.liveness}, in the words of version 1 of the file; left out for a live sensor. */
  readonly hearing?: 'silent' | 'suppressed';
  readonly invalidSince?: number;
  readonly tracks?: readonly TrackSnapshot[];
  readonly alarm?: AlarmSnapshot;
  readonly window?: WindowSnapshot;
  readonly memories?: readonly MemorySnapshot[];
}

/** The numbers of a condition's memory. */
interface MemorySnapshot {
  readonly condition: string;
  readonly numbers: readonly number[];
}

interface TrackSnapshot {
  readonly condition: string;
  readonly phase: Phase;
  readonly since?: number;
  readonly history: number;
}

interface AlarmSnapshot {
  readonly lead?: string;
  /** {@link Point.reported} */
  readonly told?: string;
  readonly raisedAt?: number;
  readonly peak?: number;
  readonly acked: boolean;
  readonly hiddenBy?: string;
  /** `once`: until the alarm is over. */
  readonly shelved?: number | 'once';
}

/** A sensor's values of the last while, for conditions on change. */
interface WindowSnapshot {
  readonly ms: number;
  readonly parts: readonly (readonly [part: number, low: number, high: number])[];
}

export interface GroupSnapshot {
  readonly group: string;
  readonly silentSince?: number;
}

/** The engine's clock. */
interface ClockSnapshot {
  readonly clock: number;
}

export function snapshotPoint(point: Point): PointSnapshot {
  const { topic, timeMs, value, liveness, invalidSinceMs, plan } = point;
  const tracks = plan.conditions.flatMap((condition, i) => snapshotTrack(point, condition, i));
  const alarm = snapshotAlarm(point);
  const parts = point.window()?.parts() ?? [];
  return {
    topic,
    ...finite('time', timeMs),
    ...finite('value', value),
    ...(liveness !== 'live' && { hearing: liveness === 'stale' ? 'silent' : liveness }),
    ...finite('invalidSince', invalidSinceMs),
    ...(tracks.length > 0 && { tracks }),
    ...(alarm && { alarm }),
    ...(parts.length > 0 && { window: { ms: plan.windowMs, parts } }),
    ...snapshotMemories(point),
  };
}

function snapshotMemories(point: Point): { readonly memories?: readonly MemorySnapshot[] } {
  if (point.plan.memoryLength === 0) return {};
  const memories = point.plan.conditions.flatMap((condition) => {
    if (condition.memoryAt === undefined) return [];
    const numbers = Array.from({ length: memoryLength(condition) }, (_, i) => point.memory(condition, i));
    if (!numbers.every(Number.isFinite)) return [];
    return [{ condition: condition.name, numbers }];
  });
  return memories.length > 0 ? { memories } : {};
}

function snapshotTrack(point: Point, condition: Condition, i: number): TrackSnapshot[] {
  const { phase, since, history } = point.track(i);
  return phase === 'normal' ? [] : [{ condition: condition.name, phase, ...finite('since', since), history }];
}

function snapshotAlarm(point: Point): AlarmSnapshot | undefined {
  const { lead, reported, raisedAtMs, peak, acked, hiddenBy, shelvedUntilMs } = point;
  if (lead === undefined && shelvedUntilMs === -Infinity) return undefined;
  return {
    ...(lead && { lead: lead.name }),
    ...(reported && { told: reported.name }),
    ...finite('raisedAt', raisedAtMs),
    ...finite('peak', peak),
    acked,
    ...(hiddenBy !== undefined && { hiddenBy }),
    ...(shelvedUntilMs > -Infinity && { shelved: shelvedUntilMs === Infinity ? 'once' : shelvedUntilMs }),
  };
}

export function snapshotGroup(group: Group): GroupSnapshot {
  return { group: groupKey(group), ...(group.isStale && { silentSince: group.heardAtMs }) };
}

/** Restores a fresh point. Conditions unknown to the present rules are dropped. */
export function restorePoint(point: Point, snapshot: PointSnapshot): void {
  const { time, value, hearing, invalidSince, tracks = [], alarm, window, memories = [] } = snapshot;
  point.timeMs = time ?? -Infinity;
  point.value = value ?? Number.NaN;
  point.liveness = hearing === 'silent' ? 'stale' : (hearing ?? 'live');
  point.invalidSinceMs = invalidSince ?? Number.NaN;
  for (const [i, condition] of point.plan.conditions.entries()) {
    const found = tracks.find((track) => track.condition === condition.name);
    if (found === undefined) continue;
    point.setTrack(i, { phase: found.phase, since: found.since ?? Number.NaN, history: found.history });
  }
  for (const condition of point.plan.conditions) {
    const found = memories.find((memory) => memory.condition === condition.name);
    if (found?.numbers.length !== memoryLength(condition)) continue;
    for (const [i, number] of found.numbers.entries()) point.setMemory(condition, i, number);
  }
  if (alarm !== undefined) restoreAlarm(point, alarm);
  if (window?.ms === point.plan.windowMs) point.window()?.restore(window.parts);
}

function restoreAlarm(point: Point, snapshot: AlarmSnapshot): void {
  point.shelvedUntilMs = snapshot.shelved === 'once' ? Infinity : (snapshot.shelved ?? -Infinity);
  point.lead = conditionOf(point, snapshot.lead);
  if (point.lead === undefined) return;
  point.reported = conditionOf(point, snapshot.told);
  point.raisedAtMs = snapshot.raisedAt ?? Number.NaN;
  point.peak = snapshot.peak ?? Number.NaN;
  point.acked = snapshot.acked;
  point.hiddenBy = snapshot.hiddenBy;
}

function conditionOf({ plan }: Point, name: string | undefined): Condition | undefined {
  return plan.conditions.find((condition) => condition.name === name);
}

function finite<K extends string>(key: K, value: number): { readonly [P in K]?: number } {
  return Number.isFinite(value) ? ({ [key]: value } as { [P in K]: number }) : {};
}
