import type { Limits } from '../../alarm/breach.ts';
import { rulesFromLimits } from '../../alarm/rules/from-limits.ts';
import type { Rule, RuleSet } from '../../alarm/rules/rule.ts';
import type { RoomTypeOf } from '../../alarm/rules/scope.ts';
import type { Shard } from '../../building/shard.ts';
import type { Sink } from '../../observation/sink.ts';
import { warn } from '../note.ts';
import { createBreachMonitor } from './breach-monitor.ts';
import { createEventMonitor, type EventMonitor } from './event-monitor.ts';
import { kindLimits, type LimitSource, ruleLimits } from './limit-source.ts';
import type { AlarmMonitor } from './monitor.ts';
import { openSavedState, ownTopics, type SavedState, type SavedStateSettings } from './saved-state.ts';

/** The interval at which alarms learn the time. */
export const ALARM_TICK_MS = 250;

/** The rules by which a reading is an alarm. */
export interface MonitorSettings {
  /** `breaches`: every reading beyond a limit. `events`: alarms as they come and go. */
  readonly report: 'breaches' | 'events';
  /** The limits if there are no rules. */
  readonly limits: Limits;
  readonly rules: { readonly ruleSet: RuleSet; readonly file: string } | undefined;
  readonly roomTypeOf: RoomTypeOf;
  /** Retained readings raise alarms too. */
  readonly raiseRetained: boolean;
  /** At most so many topics are kept in memory. */
  readonly maxTopics: number;
  readonly state: SavedStateSettings;
  readonly shard: Shard | undefined;
}

interface MonitorPlace {
  /** The filters of readings. */
  readonly filters: readonly string[];
  /** The real clock, in milliseconds. */
  readonly now: () => number;
}

/** The monitor of a run; the same again as `events` if operators can command its alarms. */
export interface OpenMonitor {
  readonly monitor: AlarmMonitor;
  readonly events: EventMonitor | undefined;
  readonly limitsOf: LimitSource['limitsOf'];
}

/** Opens the monitor for the settings, and locks its state file. Throws a usage failure. */
export async function openMonitor(
  settings: MonitorSettings,
  place: MonitorPlace,
  sink: Sink,
): Promise<OpenMonitor> {
  const { report, limits, rules, roomTypeOf, raiseRetained, maxTopics, shard } = settings;
  const source = rules === undefined ? kindLimits(limits) : ruleLimits(rules.ruleSet, rules.file, roomTypeOf);
  const { limitsOf } = source;
  const state = await openState(settings, place, sink);
  if (report === 'breaches') {
    const monitor = createBreachMonitor({ ...source, maxTopics }, state, sink);
    return { monitor, events: undefined, limitsOf };
  }
  if (shard !== undefined) warnOfShards(rules?.ruleSet.rules ?? [], sink);
  const ruleSet = rules?.ruleSet ?? rulesFromLimits(limits);
  const { description } = source;
  const { now } = place;
  const events = createEventMonitor(
    { ruleSet, description, roomTypeOf, raiseRetained, maxTopics, now, state },
    sink,
  );
  return { monitor: events, events, limitsOf };
}

async function openState(
  { report, state, shard }: MonitorSettings,
  { filters }: MonitorPlace,
  sink: Sink,
): Promise<SavedState | undefined> {
  const kind = report === 'breaches' ? 'breach' : 'alarm';
  const saved = await openSavedState(kind, state, ownTopics(filters, shard));
  for (const warning of saved?.warnings ?? []) warn(sink, warning);
  return saved;
}

/** Workers tell each other nothing: a rule that looks at several sensors sees only those of one worker. */
function warnOfShards(rules: readonly Rule[], sink: Sink): void {
  const names = rules.filter(looksAtSeveral).map(({ name }) => `'${name}'`);
  if (names.length === 0) return;
  warn(
    sink,
    `--shard: each worker applies ${names.join(', ')} to its own sensors only; silent_each and mutes look at several sensors`,
  );
}

function looksAtSeveral({ silence, mutes }: Rule): boolean {
  return (silence !== undefined && silence.each !== 'sensor') || mutes !== undefined;
}
