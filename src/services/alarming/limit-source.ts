import type { Limits } from '../../alarm/breach.ts';
import { describeLimits } from '../../alarm/describe-limits.ts';
import { limitsInForce, type Plan, planner } from '../../alarm/rules/plan.ts';
import type { RuleSet } from '../../alarm/rules/rule.ts';
import type { RoomTypeOf } from '../../alarm/rules/scope.ts';
import type { Address } from '../../building/address.ts';
import type { Limit } from '../../building/limit.ts';

/** Finds the limits that hold for a sensor at a time. */
export interface LimitSource {
  /** The limits or rules in force, in words. */
  readonly description: string;
  /** `time` is in milliseconds since 1970. */
  readonly limitsOf: (address: Address, timeMs: number) => readonly Limit[];
}

/** Limits that are the same for every sensor of a kind. */
export function kindLimits(limits: Limits): LimitSource {
  return {
    description: `limits: ${describeLimits(limits).join('\n        ')}`,
    limitsOf: ({ sensor }) => limits[sensor],
  };
}

/** The limits of rules, without their delays and deadbands. `file` names the rules in the description. */
export function ruleLimits(ruleSet: RuleSet, file: string, roomTypeOf: RoomTypeOf): LimitSource {
  const planOf = planner(ruleSet, roomTypeOf);
  const plans = new WeakMap<Address, Plan>();
  return {
    description: `rules: ${ruleSet.rules.length} of ${file}`,
    limitsOf: (address, timeMs) => {
      const plan = plans.get(address) ?? planOf(address);
      plans.set(address, plan);
      return limitsInForce(plan, ruleSet.clock, timeMs);
    },
  };
}
