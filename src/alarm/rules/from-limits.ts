import type { Limit } from '../../building/limit.ts';
import { SENSORS, type SensorKind } from '../../building/sensors.ts';
import type { Limits } from '../breach.ts';
import { utcClock } from './local-clock.ts';
import type { RuleLimit, RuleSet } from './rule.ts';

/** Rules from limits: an alarm at the first reading beyond a limit, cleared with an ordinary deadband. */
export function rulesFromLimits(limits: Limits): RuleSet {
  const rules = SENSORS.map(({ kind, quantity }) => ({
    name: quantity,
    scope: { sensor: [kind] },
    limits: limits[kind].map((limit) => ruleLimit(kind, limit)),
    latch: false,
  }));
  return { rules, clock: utcClock };
}

/** How far values of a kind must come back: a share of the limit, or units of the sensor. */
const DEADBAND: Readonly<Record<SensorKind, (limit: number) => number>> = {
  TEMP: () => 0.5,
  HUM: () => 2,
  LUX: (limit) => Math.abs(limit) * 0.1,
  VIBR: (limit) => Math.abs(limit) * 0.2,
};

function ruleLimit(kind: SensorKind, { side, value, level }: Limit): RuleLimit {
  return {
    kind: side,
    value,
    level,
    deadband: DEADBAND[kind](value),
    onDelayMs: 0,
    offDelayMs: 0,
    n: 1,
    of: 1,
    withinMs: 0,
  };
}
