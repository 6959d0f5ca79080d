import { LEVELS, type Limit } from '../building/limit.ts';
import { SENSORS, type SensorKind } from '../building/sensors.ts';

/** The limits that hold for every sensor of a kind, in the kind's unit. */
export type Limits = Readonly<Record<SensorKind, readonly Limit[]>>;

/** One limit that the user named for a kind of sensor. */
export interface LimitOverride {
  readonly sensor: SensorKind;
  readonly side: Limit['side'];
  /** In the unit of the sensor. */
  readonly value: number;
}

/**
 * The built-in limits, of an ordinary office room, with those of every sensor that is named replaced by the ones named for it:
 * a limit above is of level `high`, one below of level `low`.
 */
export function limitsWith(overrides: readonly LimitOverride[]): Limits {
  const entries = SENSORS.map(({ kind, limits }) => {
    const named = overrides.filter(({ sensor }) => sensor === kind);
    return [kind, named.length === 0 ? limits : named.map(limitOf)];
  });
  return Object.fromEntries(entries) as Limits;
}

function limitOf({ side, value }: LimitOverride): Limit {
  return { side, value, level: side === 'above' ? 'high' : 'low' };
}

/**
 * The most severe limit that the value is beyond (not on), the one farthest out where several are of one level;
 * undefined where it keeps to all of them. A value that is no number keeps to all of them.
 */
export function breachOf(limits: readonly Limit[], value: number): Limit | undefined {
  let worst: Limit | undefined;
  for (const limit of limits) {
    if (isBeyond(limit, value) && (worst === undefined || outranks(limit, worst))) worst = limit;
  }
  return worst;
}

function isBeyond({ side, value: limit }: Limit, value: number): boolean {
  return side === 'above' ? value > limit : value < limit;
}

function outranks(limit: Limit, other: Limit): boolean {
  if (limit.level !== other.level) return LEVELS.indexOf(limit.level) < LEVELS.indexOf(other.level);
  if (limit.side !== other.side) return false;
  return limit.side === 'above' ? limit.value > other.value : limit.value < other.value;
}
