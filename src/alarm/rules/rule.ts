import type { Level } from '../../building/limit.ts';
import type { Selection } from '../../building/selection.ts';
import type { SensorKind } from '../../building/sensors.ts';
import type { Position } from '../../yaml/document.ts';
import type { LocalClock } from './local-clock.ts';
import type { WeekSchedule } from './schedule.ts';

/** Rules as the engine takes them, whether read from a file or made from limits. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** The clock on the wall that hours and days are read from. */
  readonly clock: LocalClock;
}

/** One named rule: where it holds, when, and what it watches. */
export interface Rule {
  readonly name: string;
  readonly scope: RuleScope;
  readonly limits: readonly RuleLimit[];
  readonly silence?: Silence;
  /** When the rule holds; always where it is left out. */
  readonly schedule?: WeekSchedule;
  readonly priority?: Priority;
  /** Text for people, with `{value}` and the like filled in. */
  readonly message?: string;
  /** A latched alarm stays until it is acknowledged, even if the value has come back. */
  readonly latch: boolean;
  /** Rules that say nothing in the same place while this one is in alarm. */
  readonly mutes?: Muting;
  /** Readings of exactly these values are error codes of the sensor, not measurements. */
  readonly sentinels?: readonly number[];
  /** Where it stands in its file. */
  readonly at?: Position;
}

export interface RuleScope extends Selection {
  readonly roomType?: readonly string[];
}

export const LIMIT_KINDS = ['above', 'below', 'rising', 'falling'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** What a rule watches for in the values of one sensor. */
export interface RuleLimit {
  readonly kind: LimitKind;
  /** In the unit of the sensor; for `rising` and `falling` the change within `withinMs`, positive. */
  readonly value: number;
  readonly level: Level;
  /** How far the value must come back, in the unit of the sensor, 0 or more. */
  readonly deadband: number;
  /** How long the value must stay beyond the limit before the alarm is raised. */
  readonly onDelayMs: number;
  /** How long the value must stay back before the alarm is cleared. */
  readonly offDelayMs: number;
  /** At least `n` of the last `of` readings must be beyond the limit; 1 <= n <= of <= MAX_OF. */
  readonly n: number;
  readonly of: number;
  /** How far back `rising` and `falling` look. */
  readonly withinMs: number;
  readonly at?: Position;
}

/** A reading's place in `for` is one bit of an integer. */
export const MAX_OF = 30;

/** The parts of a building, the smallest first. */
export const PLACES = ['sensor', 'room', 'wing', 'floor', 'building'] as const;
export type Place = (typeof PLACES)[number];

/** An alarm when nothing is heard for a while. */
export interface Silence {
  readonly afterMs: number;
  readonly level: Level;
  /** Whether each sensor must be heard, or any sensor of each room, wing, floor or building. */
  readonly each: Place;
}

export interface Muting {
  readonly rules: readonly string[];
  /** How far the silence reaches around the sensor that is in alarm. */
  readonly within: Place;
}

/** EEMUA 191 counts alarms by priority; about 5, 15 and 80 % of them should be high, medium and low. */
export const PRIORITIES = ['high', 'medium', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

const PRIORITY_OF: Readonly<Record<Level, Priority>> = {
  critical: 'high',
  high: 'medium',
  low: 'low',
  info: 'low',
};

/** The priority of an alarm of this rule and level. */
export function priorityOf(rule: Rule, level: Level): Priority {
  return rule.priority ?? PRIORITY_OF[level];
}

/**
 * Readings that are error codes in every sensor we know of: the power-on value and the full scale of common
 * temperature chips, and a humidity that no room has.
 */
export const COMMON_SENTINELS: Readonly<Record<SensorKind, readonly number[]>> = {
  TEMP: [-40, 85, 655.35],
  HUM: [0, 655.35],
  LUX: [65_535],
  VIBR: [655.35, 65_535],
};
