import { breachOf, type Limits } from '../../alarm/breach.ts';
import { ReportedBreaches } from '../../alarm/breach-dedup.ts';
import { limitsInForce, type Plan, planner } from '../../alarm/rules/plan.ts';
import type { RuleSet } from '../../alarm/rules/rule.ts';
import type { RoomTypeOf } from '../../alarm/rules/scope.ts';
import type { Address } from '../../building/address.ts';
import type { Level, Limit } from '../../building/limit.ts';
import { SENSORS } from '../../building/sensors.ts';
import type { ObservedBreach } from '../../observation/observation.ts';
import { createKeeping, type OpenState } from './state.ts';
import type { AlarmWatch } from './watch.ts';

/** Finds the limits that hold for a sensor at a time. */
export interface LimitSource {
  readonly description: string;
  readonly limitsOf: (address: Address, time: number) => readonly Limit[];
}

export interface BreachWatchSettings extends LimitSource {
  readonly report: (breach: ObservedBreach) => void;
  readonly warn: (line: string) => void;
  readonly state: OpenState | undefined;
}

/** Reports every reading beyond a limit. */
export function createBreachWatch(settings: BreachWatchSettings): AlarmWatch {
  const { description, limitsOf, report, warn, state } = settings;
  const told = new ReportedBreaches(state?.former ?? []);
  const { keep, close } = createKeeping(state?.file, told, warn);
  const levels = new Set<Level>();
  let alarms = 0;
  return {
    description,
    levels,
    get alarms() {
      return alarms;
    },
    take: (arrival) => {
      const { address, topic, value, time } = arrival;
      const limit = breachOf(limitsOf(address, time), value);
      if (limit === undefined || told.wasReported(topic, arrival)) return;
      if (state !== undefined) told.add(topic, arrival);
      keep(); // before it is told
      alarms++;
      levels.add(limit.level);
      report({ kind: 'breach', address, topic, value, time, limit });
    },
    tick: () => {},
    end: async () => close(),
  };
}

/** Limits that are the same for every sensor of a kind. */
export function kindLimits(limits: Limits): LimitSource {
  return { description: `limits: ${describeLimits(limits)}`, limitsOf: ({ sensor }) => limits[sensor] };
}

/** The limits of rules, without their delays and deadbands. */
export function ruleLimits(ruleSet: RuleSet, file: string, roomTypeOf: RoomTypeOf): LimitSource {
  const planOf = planner(ruleSet, roomTypeOf);
  const plans = new WeakMap<Address, Plan>();
  return {
    description: `rules: ${ruleSet.rules.length} of ${file}`,
    limitsOf: (address, time) => {
      const plan = plans.get(address) ?? planOf(address);
      plans.set(address, plan);
      return limitsInForce(plan, ruleSet.clock, time);
    },
  };
}

/** A line for each kind, below each other. */
function describeLimits(limits: Limits): string {
  return SENSORS.map(({ kind, unit }) => {
    const shown = limits[kind].map(
      ({ side, value, level }) => `${side === 'above' ? '>' : '<'} ${value} ${level}`,
    );
    return `${kind} (${unit}) ${shown.join(', ')}`;
  }).join('\n        ');
}
