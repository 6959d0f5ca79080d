import { LEVELS, type Limit } from '../building/limit.ts';
import { byKind, SENSOR_KINDS, type SensorKind } from '../building/sensors.ts';

/** The limits of every sensor of a kind, in the kind's unit. */
export type Limits = Readonly<Record<SensorKind, readonly Limit[]>>;

/** One limit of `--above` or `--below`. */
interface LimitOverride {
  readonly sensor: SensorKind;
  readonly side: Limit['side'];
  /** In the unit of the sensor. */
  readonly value: number;
}

/**
 * The built-in limits of an ordinary office room. A kind with overrides has only its overrides: level `high` above,
 * level `low` below. Other kinds than `kinds` have no limits.
 */
export function limitsWith(
  overrides: readonly LimitOverride[] = [],
  kinds: readonly SensorKind[] = SENSOR_KINDS,
): Limits {
  return byKind(({ kind, limits }) => {
    if (!kinds.includes(kind)) return [];
    const named = overrides.filter(({ sensor }) => sensor === kind);
    return named.length === 0 ? limits : named.map(limitOf);
  });
}

function limitOf({ side, value }: LimitOverride): Limit {
  return { side, value, level: side === 'above' ? 'high' : 'low' };
}

/**
 * The most severe limit with the value beyond it (not on it); of several limits of one level, the limit farthest out.
 * Undefined for a value within all limits, and for NaN.
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
