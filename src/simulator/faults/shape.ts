import type { Occurrence } from './fault-type.ts';

/** How much of its time has passed, 0 to 1. */
export function progress({ startMs, endMs }: Occurrence<never>, timeMs: number): number {
  return (timeMs - startMs) / (endMs - startMs);
}

/**
 * 0 at the start, towards 1 with a lag of the first order, and back to 0 in the last quarter, once it is mended.
 */
export function riseAndRecover(occurrence: Occurrence<never>, timeMs: number, lagMs: number): number {
  const { startMs, endMs } = occurrence;
  const mendedMs = startMs + 0.75 * (endMs - startMs);
  const level = 1 - Math.exp((startMs - Math.min(timeMs, mendedMs)) / lagMs);
  if (timeMs <= mendedMs) return level;
  const recovery = (timeMs - mendedMs) / (endMs - mendedMs);
  return level * Math.exp(-4 * recovery) * (1 - recovery);
}

/** From one value towards another. */
export function towards(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
