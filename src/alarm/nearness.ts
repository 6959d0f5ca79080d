import type { Limit } from '../building/limit.ts';
import type { SensorType } from '../building/sensors.ts';

/** A value within its limits, and the limit that is nearest to it. */
export interface Nearness {
  /** The part of the way that the value has gone: 0 at the far end, 1 at the limit. */
  readonly share: number;
  readonly limit: Limit;
}

/**
 * The nearest limit of a value, in the unit of the sensor. The way to a limit begins at the innermost limit of the other
 * side; without one, at the end of the sensor's range: so kinds of sensors compare. Undefined without limits, beyond a
 * limit, and for NaN.
 */
export function nearnessOf(
  limits: readonly Limit[],
  value: number,
  { range: [min, max] }: Pick<SensorType, 'range'>,
): Nearness | undefined {
  const above = innermost(limits, 'above');
  const below = innermost(limits, 'below');
  const upper = above && toward(above, below?.value ?? Math.min(min, above.value), value);
  const lower = below && toward(below, above?.value ?? Math.max(max, below.value), value);
  const nearest = upper && lower ? (upper.share >= lower.share ? upper : lower) : (upper ?? lower);
  return nearest !== undefined && nearest.share <= 1 ? nearest : undefined;
}

function toward(limit: Limit, from: number, value: number): Nearness {
  const way = limit.value - from;
  return { share: way === 0 ? Number.NaN : (value - from) / way, limit };
}

function innermost(limits: readonly Limit[], side: Limit['side']): Limit | undefined {
  let inner: Limit | undefined;
  for (const limit of limits) {
    if (limit.side !== side) continue;
    const isInner =
      inner === undefined || (side === 'above' ? limit.value < inner.value : limit.value > inner.value);
    if (isInner) inner = limit;
  }
  return inner;
}
