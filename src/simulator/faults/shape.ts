import type { Occurrence } from './fault-type.ts';

/** The elapsed share of the fault's time, 0 to 1. */
export function progress({ startMs, endMs }: Occurrence<never>, timeMs: number): number {
  return (timeMs - startMs) / (endMs - startMs);
}

/** 0 at the start, towards 1 with a lag of the first order, and back to 0 in the last quarter, after the repair. */
export function riseAndRecover(occurrence: Occurrence<never>, timeMs: number, lagMs: number): number {
  const { startMs } = occurrence;
  const level = 1 - Math.exp((startMs - Math.min(timeMs, mendedAt(occurrence))) / lagMs);
  return level * whatIsLeft(occurrence, timeMs);
}

/** 1 until the repair, then down to 0 in the last quarter. */
export function whatIsLeft(occurrence: Occurrence<never>, timeMs: number): number {
  const mendedMs = mendedAt(occurrence);
  if (timeMs <= mendedMs) return 1;
  const recovery = (timeMs - mendedMs) / (occurrence.endMs - mendedMs);
  return Math.exp(-4 * recovery) * (1 - recovery);
}

/** The moment of the repair. */
export function mendedAt({ startMs, endMs }: Occurrence<never>): number {
  return startMs + 0.75 * (endMs - startMs);
}

/** From one value towards another. */
export function towards(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
