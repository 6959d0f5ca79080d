import type { Level } from '../../building/limit.ts';
import type { Selection } from '../../building/selection.ts';
import type { Position } from '../../yaml/document.ts';
import type { LocalClock } from './local-clock.ts';
import type { WeekSchedule } from './schedule.ts';

/** Rules for the engine, from a file or from limits. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** The local clock of hours and days. */
  readonly clock: LocalClock;
}

/** One named rule: its place, its times, its limits and its silence. */
export interface Rule {
  readonly name: string;
  readonly scope: RuleScope;
  readonly limits: readonly RuleLimit[];
  readonly silence?: Silence;
  /** The times of the rule; always if left out. */
  readonly schedule?: WeekSchedule;
  readonly priority?: Priority;
  /** Text for people, with `{value}` and the like filled in. */
  readonly message?: string;
  /** A latched alarm stays until its acknowledgement, even after the value is back. */
  readonly latch: boolean;
  /** The rules muted in the same place during an alarm of this rule. */
  readonly mutes?: Muting;
  /** Readings of exactly these values are error codes of the sensor, not measurements. */
  readonly sentinels?: readonly number[];
  /** Its place in its file. */
  readonly at?: Position;
}

export interface RuleScope extends Selection {
  readonly roomType?: readonly string[];
}

export const LIMIT_KINDS = [
  'above',
  'below',
  'rising',
  'falling',
  'flat',
  'deviation_above',
  'deviation_below',
  'above_others',
  'below_others',
] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** The rooms whose sensors of the same kind, and of rooms of the same type, a sensor is compared with. */
export const LIKE_PLACES = ['wing', 'floor', 'facade', 'building'] as const;
/** `wing`: of one floor; `facade`: of the wing on all floors. */
export type LikePlace = (typeof LIKE_PLACES)[number];

/** One limit of a rule on the values of a sensor. */
export interface RuleLimit {
  readonly kind: LimitKind;
  /**
   * In the unit of the sensor. For `rising` and `falling` the change within `withinMs`, for `flat` the largest motion
   * that is none, for `deviation_above` and `deviation_below` the standard deviation within `withinMs`, for
   * `above_others` and `below_others` the difference from like rooms; positive, or 0 for `flat`.
   */
  readonly value: number;
  readonly level: Level;
  /** The way back over the limit before a value counts as back, in the unit of the sensor, 0 or more. */
  readonly deadband: number;
  /** The time beyond the limit before the alarm is raised. */
  readonly onDelayMs: number;
  /** The time back before the alarm is cleared. */
  readonly offDelayMs: number;
  /** At least `n` of the last `of` readings must be beyond the limit; 1 <= n <= of <= MAX_OF. */
  readonly n: number;
  readonly of: number;
  /** The look back of `rising`, `falling`, `flat` and the deviations. */
  readonly withinMs: number;
  /** A `flat` value below this number is no alarm: a dark room is dark for days. */
  readonly ignoreBelow?: number;
  /** The like rooms of `above_others` and `below_others`. */
  readonly others?: LikePlace;
  /** `above_others` and `below_others` take off the usual difference of about this time; 0 or left out for none. */
  readonly usualMs?: number;
  readonly at?: Position;
}

/** A reading's place in `for` is one bit of an integer. */
export const MAX_OF = 30;

/** The parts of a building, the smallest first. */
export const PLACES = ['sensor', 'room', 'wing', 'floor', 'building'] as const;
export type Place = (typeof PLACES)[number];

/** An alarm after a time without readings. */
export interface Silence {
  readonly afterMs: number;
  readonly level: Level;
  /** `sensor`: each sensor must be heard; else any sensor of each room, wing, floor or building. */
  readonly each: Place;
}

interface Muting {
  readonly rules: readonly string[];
  /** The reach of the mute around the sensor in alarm. */
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
