/** A process that ran at no time for so long stood still: it was stopped, the machine slept, or was overloaded. */
const MIN_STANDSTILL_MS = 1000;
/** Messages that waited in the socket are read within this time. */
const CATCH_UP_MS = 1000;

/** The listening of a process. All times are milliseconds on the real clock. */
export interface Standstill {
  /** Call for each reading before the reading is taken. Returns true at the beginning of a catch-up. */
  noteReading(nowMs: number): boolean;
  /** Call a few times a second. */
  noteTick(nowMs: number): StandstillStep;
}

/** `ended`: the catch-up is over, and nobody listened for `downMs`. */
export type StandstillStep =
  | { readonly state: 'listening' | 'begun' | 'catching-up' }
  | { readonly state: 'ended'; readonly downMs: number };

/**
 * Recognises that the process stood still. Then the waiting messages are read first: until the end of the catch-up
 * nobody can say which sensor was silent. Without ticks, in a run offline, there is no standstill.
 */
export function createStandstill(): Standstill {
  let ranMs: number | undefined;
  let wokeMs: number | undefined;
  let downMs = 0;

  const hasStoodStill = (nowMs: number): boolean => {
    const passedMs = ranMs === undefined ? 0 : nowMs - ranMs;
    ranMs = nowMs;
    if (passedMs < MIN_STANDSTILL_MS) return false;
    downMs = wokeMs === undefined ? passedMs : downMs + passedMs;
    wokeMs = nowMs;
    return true;
  };

  return {
    noteReading: (nowMs) => ranMs !== undefined && hasStoodStill(nowMs),
    noteTick: (nowMs) => {
      if (hasStoodStill(nowMs)) return { state: 'begun' };
      if (wokeMs === undefined) {
        ranMs = nowMs;
        return { state: 'listening' };
      }
      if (nowMs - wokeMs < CATCH_UP_MS) return { state: 'catching-up' };
      wokeMs = undefined;
      return { state: 'ended', downMs };
    },
  };
}
