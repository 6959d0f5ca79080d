/** The simulated clock: where it stands, and how long it takes until it stands elsewhere. */
export interface SimulatedClock {
  /** Milliseconds since 1970, simulated. */
  now(): number;
  /** Real milliseconds until the simulated clock shows `timeMs`; 0 or less when it does, or runs at full speed. */
  realMsUntil(timeMs: number): number;
}

export interface ClockSettings {
  readonly startMs: number;
  /** Simulated seconds a real second; Infinity for as fast as can be. */
  readonly speed: number;
  /** The real clock, in milliseconds. */
  readonly realNow: () => number;
}

export function createSimulatedClock({ startMs, speed, realNow }: ClockSettings): SimulatedClock {
  const realStartMs = realNow();
  if (speed === Number.POSITIVE_INFINITY) return { now: () => startMs, realMsUntil: () => 0 };
  return {
    now: () => startMs + (realNow() - realStartMs) * speed,
    realMsUntil: (timeMs) => (timeMs - startMs) / speed - (realNow() - realStartMs),
  };
}
