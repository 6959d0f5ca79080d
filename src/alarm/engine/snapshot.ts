import type { Condition } from '../rules/plan.ts';
import { type Group, keyOf } from './group.ts';
import { type Alarm, newAlarm, type Point } from './point.ts';
import { type Phase, quietTrack, type Track } from './track.ts';

/**
 * What is kept of a sensor or a group over a restart, as JSON can hold it. Conditions are named by rule, kind and
 * level, so that what was kept still fits when other rules were changed meanwhile.
 */
export type Kept = KeptPoint | KeptGroup | KeptClock;

export interface KeptPoint {
  readonly topic: string;
  readonly time?: number;
  readonly value?: number;
  readonly hearing?: Point['hearing'];
  readonly invalidSince?: number;
  readonly tracks?: readonly KeptTrack[];
  readonly alarm?: KeptAlarm;
}

interface KeptTrack {
  readonly condition: string;
  readonly phase: Phase;
  readonly since?: number;
  readonly history: number;
}

interface KeptAlarm {
  readonly lead?: string;
  readonly told?: string;
  readonly raisedAt?: number;
  readonly peak?: number;
  readonly acked: boolean;
  readonly hiddenBy?: string;
  /** `once` for until the alarm is over. */
  readonly shelved?: number | 'once';
}

export interface KeptGroup {
  readonly group: string;
  readonly silentSince?: number;
}

/** The engine's clock. */
export interface KeptClock {
  readonly clock: number;
}

export function keepPoint({
  topic,
  time,
  value,
  hearing,
  invalidSince,
  plan,
  tracks,
  alarm,
}: Point): KeptPoint {
  const moving = tracks?.flatMap((track, i) => keepTrack(track, plan.conditions[i]));
  return {
    topic,
    ...finite('time', time),
    ...finite('value', value),
    ...(hearing !== 'heard' && { hearing }),
    ...finite('invalidSince', invalidSince),
    ...(moving && { tracks: moving }),
    ...(alarm && { alarm: keepAlarm(alarm) }),
  };
}

export function keepGroup(group: Group): KeptGroup {
  return { group: keyOf(group), ...(group.isSilent && { silentSince: group.heard }) };
}

function keepTrack({ phase, since, history }: Track, condition: Condition | undefined): KeptTrack[] {
  if (phase === 'normal' || condition === undefined) return [];
  return [{ condition: nameOf(condition), phase, ...finite('since', since), history }];
}

function keepAlarm({ lead, told, raisedAt, peak, acked, hiddenBy, shelvedUntil }: Alarm): KeptAlarm {
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

/** Brings a fresh point to where it was. What the rules no longer know is left out. */
export function restorePoint(point: Point, kept: KeptPoint): void {
  point.time = kept.time ?? -Infinity;
  point.value = kept.value ?? Number.NaN;
  point.hearing = kept.hearing ?? 'heard';
  point.invalidSince = kept.invalidSince ?? Number.NaN;
  point.tracks = restoreTracks(point, kept.tracks);
  point.alarm = kept.alarm && restoreAlarm(point, kept.alarm);
}

function restoreTracks({ plan }: Point, kept: readonly KeptTrack[] | undefined): Track[] | undefined {
  const tracks = plan.conditions.map((condition) => {
    const found = kept?.find((track) => track.condition === nameOf(condition));
    if (found === undefined) return quietTrack();
    return { phase: found.phase, since: found.since ?? Number.NaN, history: found.history };
  });
  return tracks.some(({ phase }) => phase !== 'normal') ? tracks : undefined;
}

function restoreAlarm({ plan }: Point, kept: KeptAlarm): Alarm | undefined {
  const byName = (name: string | undefined): Condition | undefined =>
    plan.conditions.find((condition) => nameOf(condition) === name);
  const lead = byName(kept.lead);
  const shelvedUntil = kept.shelved === 'once' ? Infinity : (kept.shelved ?? -Infinity);
  if (lead === undefined && shelvedUntil === -Infinity) return undefined;
  return {
    ...newAlarm(),
    lead,
    told: lead && byName(kept.told),
    raisedAt: kept.raisedAt ?? Number.NaN,
    peak: kept.peak ?? Number.NaN,
    acked: kept.acked,
    hiddenBy: kept.hiddenBy,
    shelvedUntil,
  };
}

function nameOf({ rule, limit }: Condition): string {
  return `${rule.name}/${limit.kind}/${limit.level}`;
}

function finite<K extends string>(key: K, value: number): { readonly [P in K]?: number } {
  return Number.isFinite(value) ? ({ [key]: value } as { [P in K]: number }) : {};
}
