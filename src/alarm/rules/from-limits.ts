import type { Limit } from '../../building/limit.ts';
import type { Deadband } from '../../building/sensors/data-sheet.ts';
import { SENSORS } from '../../building/sensors.ts';
import type { Limits } from '../breach.ts';
import { utcClock } from './local-clock.ts';
import type { RuleLimit, RuleSet } from './rule.ts';

/** Rules from limits: an alarm at the first reading beyond a limit, cleared with an ordinary deadband. */
export function rulesFromLimits(limits: Limits): RuleSet {
  const rules = SENSORS.filter(({ kind }) => limits[kind].length > 0).map(({ kind, quantity, deadband }) => ({
    name: quantity,
    scope: { sensor: [kind] },
    limits: limits[kind].map((limit) => ruleLimit(limit, deadband)),
    latch: false,
  }));
  return { rules, clock: utcClock };
}

function ruleLimit({ side, value, level }: Limit, deadband: Deadband): RuleLimit {
  return {
    kind: side,
    value,
    level,
    deadband: 'units' in deadband ? deadband.units : Math.abs(value) * deadband.share,
    onDelayMs: 0,
    offDelayMs: 0,
    n: 1,
    of: 1,
    withinMs: 0,
  };
}
