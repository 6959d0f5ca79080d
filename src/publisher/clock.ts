/** A simulated clock. */
export interface SimulatedClock {
  /** The simulated time, in milliseconds since 1970. */
  now(): number;
  /** Real milliseconds until the clock shows `timeMs`; 0 or less once it does, and always at full speed. */
  realMsUntil(timeMs: number): number;
}

export interface ClockSettings {
  /** The simulated time at the start, in milliseconds since 1970. */
  readonly startMs: number;
  /** Simulated seconds in a real second; Infinity for full speed. */
  readonly speed: number;
  /** The real clock, in milliseconds. */
  readonly realNow: () => number;
  /** Real milliseconds until the clock reaches its start; 0 if left out. */
  readonly delayMs?: number;
}

/** Starts a clock. At full speed the clock stands still and nobody waits for it. */
export function createSimulatedClock({
  startMs,
  speed,
  realNow,
  delayMs = 0,
}: ClockSettings): SimulatedClock {
  const realStartMs = realNow() + delayMs;
  if (speed === Number.POSITIVE_INFINITY) return { now: () => startMs, realMsUntil: () => 0 };
  return {
    now: () => startMs + (realNow() - realStartMs) * speed,
    realMsUntil: (timeMs) => (timeMs - startMs) / speed - (realNow() - realStartMs),
  };
}
