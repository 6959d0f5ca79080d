import type { Address } from '../../building/address.ts';
import { LEVELS, type Limit } from '../../building/limit.ts';
import { type SensorKind, sensorType } from '../../building/sensors.ts';
import type { LocalClock } from './local-clock.ts';
import {
  LIMIT_KINDS,
  type LikePlace,
  type LimitKind,
  type Rule,
  type RuleLimit,
  type RuleSet,
  type Silence,
} from './rule.ts';
import type { WeekSchedule } from './schedule.ts';
import { compareScopes, type RoomTypeOf, scopeCovers } from './scope.ts';

/** The rules of one sensor, worked out once. Sensors under the same rules share a plan. */
export interface Plan {
  readonly sensor: SensorKind;
  /** The most severe first. */
  readonly conditions: readonly Condition[];
  readonly silence: SilenceWatch | undefined;
  /** Watches on the silence of a room, wing, floor or building around the sensor. */
  readonly groups: readonly SilenceWatch[];
  /** The longest look back of `rising` and `falling`; 0 without such limits. */
  readonly windowMs: number;
  /** The rooms whose sensors a limit compares with this sensor. */
  readonly others: readonly LikePlace[];
  /** The length of the memories of all conditions, in numbers. */
  readonly memoryLength: number;
  readonly sentinels: readonly number[];
}

/** One limit of one rule, ready for comparison with values. */
export interface Condition {
  readonly rule: Rule;
  readonly limit: RuleLimit;
  /** Unlike that of every other condition of the plan. A snapshot names the condition so. */
  readonly name: string;
  /** 0 is the most severe. */
  readonly rank: number;
  /** +1 or -1. Values are multiplied by the sign, so beyond is always above. */
  readonly sign: number;
  readonly threshold: number;
  readonly clearBelow: number;
  readonly isRate: boolean;
  /** The place of its own memory among the memories of a sensor; undefined for a condition without a memory. */
  readonly memoryAt: number | undefined;
  /** The times in force; undefined for always. */
  readonly when: InForce | undefined;
}

/** The times of a rule: its own schedule, without the schedules of more specific rules. */
interface InForce {
  readonly schedule: WeekSchedule | undefined;
  /** The schedules of the more specific rules. */
  readonly except: readonly WeekSchedule[];
}

export interface SilenceWatch {
  readonly rule: Rule;
  readonly silence: Silence;
  readonly when: InForce | undefined;
}

/** A rule's say about a sensor in one aspect, and the rules in its place: the source of `rules explain`. */
export interface RuleFinding {
  readonly rule: Rule;
  readonly aspect: Aspect;
  /** The more specific rules in its place, for good or during their hours. */
  readonly overruledBy: readonly Rule[];
}

type Aspect = RuleLimit['kind'] | 'silence';

/** Works out plans, one for each set of rules. */
export function planner(ruleSet: RuleSet, roomTypeOf: RoomTypeOf): (address: Address) => Plan {
  const plans = new Map<string, Plan>();
  return (address) => {
    const covering = coveringRules(ruleSet, address, roomTypeOf);
    const key = `${address.sensor} ${covering.map((rule) => ruleSet.rules.indexOf(rule)).join()}`;
    let plan = plans.get(key);
    if (plan === undefined) {
      plan = planOf(covering, address.sensor);
      plans.set(key, plan);
    }
    return plan;
  };
}

/** The rules with a sensor in their scope, the most specific first; equally specific rules in the order of the file. */
export function coveringRules(ruleSet: RuleSet, address: Address, roomTypeOf: RoomTypeOf): readonly Rule[] {
  return ruleSet.rules
    .filter((rule) => scopeCovers(rule.scope, address, roomTypeOf))
    .sort((a, b) => compareScopes(a.scope, b.scope));
}

/**
 * The findings of each covering rule, aspect by aspect (each kind of limits, silence). In each
 * aspect every more specific rule with the same aspect overrules a rule.
 */
export function findings(covering: readonly Rule[]): readonly RuleFinding[] {
  return covering.flatMap((rule) =>
    aspectsOf(rule).map((aspect) => ({
      rule,
      aspect,
      overruledBy: covering.filter(
        (other) => compareScopes(other.scope, rule.scope) < 0 && aspectsOf(other).includes(aspect),
      ),
    })),
  );
}

function aspectsOf({ limits, silence }: Rule): Aspect[] {
  const kinds: Aspect[] = LIMIT_KINDS.filter((kind) => limits.some((limit) => limit.kind === kind));
  return silence?.each === 'sensor' ? [...kinds, 'silence'] : kinds;
}

function planOf(covering: readonly Rule[], sensor: SensorKind): Plan {
  const standing = findings(covering).filter(({ overruledBy }) => !overruledBy.some(holdsAlways));
  const conditions = standing
    .flatMap(({ rule, aspect, overruledBy }) =>
      rule.limits
        .filter((limit) => limit.kind === aspect)
        .map((limit) => conditionOf(rule, limit, overruledBy)),
    )
    .sort((a, b) => a.rank - b.rank)
    .map(withOwnName)
    .map(withMemory);
  const silence = standing.find(({ aspect }) => aspect === 'silence');
  return {
    sensor,
    conditions,
    silence: silence && watchesOf(silence.rule, silence.overruledBy)[0],
    groups: covering.filter((rule) => rule.silence?.each !== 'sensor').flatMap((rule) => watchesOf(rule, [])),
    windowMs: Math.max(0, ...conditions.filter(({ isRate }) => isRate).map(({ limit }) => limit.withinMs)),
    others: [...new Set(conditions.flatMap(({ limit }) => limit.others ?? []))],
    memoryLength: lengthOf(conditions),
    sentinels:
      covering.find(({ sentinels }) => sentinels !== undefined)?.sentinels ?? sensorType(sensor).sentinels,
  };
}

function holdsAlways({ schedule }: Rule): boolean {
  return schedule === undefined;
}

function watchesOf(rule: Rule, overruledBy: readonly Rule[]): SilenceWatch[] {
  if (rule.silence === undefined) return [];
  return [{ rule, silence: rule.silence, when: inForceOf(rule, overruledBy) }];
}

function conditionOf(rule: Rule, limit: RuleLimit, overruledBy: readonly Rule[]): Condition {
  const isFlat = limit.kind === 'flat';
  const sign = limit.kind === 'below' || limit.kind === 'deviation_below' ? -1 : 1;
  // The measure of a flat line is its duration. The engine widens the line by the deadband.
  const threshold = isFlat ? limit.withinMs - 0.5 : sign * limit.value;
  return {
    rule,
    limit,
    name: `${rule.name}/${limit.kind}/${limit.level}`,
    rank: LEVELS.indexOf(limit.level),
    sign,
    threshold,
    clearBelow: isFlat ? threshold : threshold - limit.deadband,
    isRate: limit.kind === 'rising' || limit.kind === 'falling',
    memoryAt: undefined,
    when: inForceOf(rule, overruledBy),
  };
}

/** A rule may have several limits of one kind and level: what they look at tells them apart. */
function withOwnName(condition: Condition, i: number, all: readonly Condition[]): Condition {
  const { name, limit } = condition;
  if (all.every((other, k) => k === i || other.name !== name)) return condition;
  return { ...condition, name: [name, limit.withinMs, limit.others ?? '', limit.usualMs ?? 0].join('/') };
}

/** The numbers that a kind of limit remembers. The engine's files of these kinds say which. */
const MEMORY_LENGTHS: Readonly<Partial<Record<LimitKind, number>>> = {
  flat: 2,
  deviation_above: 4,
  deviation_below: 4,
  above_others: 2,
  below_others: 2,
};

/** The length of a condition's memory, in numbers. */
export function memoryLength({ limit }: Condition): number {
  return MEMORY_LENGTHS[limit.kind] ?? 0;
}

function withMemory(condition: Condition, i: number, all: readonly Condition[]): Condition {
  if (memoryLength(condition) === 0) return condition;
  return { ...condition, memoryAt: lengthOf(all.slice(0, i)) };
}

function lengthOf(conditions: readonly Condition[]): number {
  return conditions.reduce((sum, condition) => sum + memoryLength(condition), 0);
}

function inForceOf({ schedule }: Rule, overruledBy: readonly Rule[]): InForce | undefined {
  const except = overruledBy.flatMap((rule) => rule.schedule ?? []);
  return schedule === undefined && except.length === 0 ? undefined : { schedule, except };
}

/** True at the minutes of the week in force. */
export function isInForce({ schedule, except }: InForce, minute: number): boolean {
  return schedule?.[minute] !== 0 && !except.some((other) => other[minute] === 1);
}

/** The limits on the value itself in force at a time (ms since 1970), without their delays and deadbands. */
export function limitsInForce({ conditions }: Plan, clock: LocalClock, timeMs: number): readonly Limit[] {
  return conditions
    .filter(({ when }) => when === undefined || isInForce(when, clock(timeMs)))
    .flatMap(({ limit: { kind, value, level } }) =>
      kind === 'above' || kind === 'below' ? [{ side: kind, value, level }] : [],
    );
}

/** True for an error code of the sensor or an impossible value. */
export function isInvalid(plan: Plan, value: number): boolean {
  const [min, max] = sensorType(plan.sensor).range;
  return !(value >= min && value <= max) || plan.sentinels.includes(value);
}
