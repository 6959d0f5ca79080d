import type { SimulatedClock } from './clock.ts';
import type { Emission, Emissions } from './emission.ts';

/** Where emissions go. */
export interface Outlet {
  /** Whether another emission can be taken now. */
  readonly isReady: boolean;
  /** Resolves when it can. */
  readonly whenReady: () => Promise<void>;
  /** Takes an emission; false where it had to be dropped. */
  take(emission: Emission): boolean;
}

export interface PublishLimits {
  /** Emissions to publish at most. */
  readonly count: number;
  /** The end on the simulated clock, milliseconds since 1970. */
  readonly endMs: number;
}

/** What ends the loop early, and wakes it where it waits. */
export interface Ending {
  readonly stopped: boolean;
  onStop(callback: () => void): void;
}

/** Publishes emissions when they are due, until they, the limits or the run end. */
export async function publishAll(
  emissions: Emissions,
  outlet: Outlet,
  clock: SimulatedClock,
  limits: PublishLimits,
  ending: Ending,
): Promise<void> {
  const { pause, until } = createWaits(ending);
  let taken = 0;
  let sinceYield = 0;
  /** A time that the clock has reached: what is due then needs no look at it. */
  let reachedMs = Number.NEGATIVE_INFINITY;

  const takeOne = (emission: Emission): boolean => {
    if (outlet.take(emission) && !emission.isUncounted) taken++;
    return taken < limits.count;
  };
  const waitAndTake = async (emission: Emission, dueMs: number): Promise<boolean> => {
    sinceYield = 0;
    const waitMs = clock.realMsUntil(Math.min(dueMs, limits.endMs));
    await (waitMs > 0 ? pause(waitMs) : nextTurn());
    if (ending.stopped || dueMs >= limits.endMs) return false;
    if (!outlet.isReady) await until(outlet.whenReady());
    return !ending.stopped && takeOne(emission);
  };
  /** Whether to go on: at once where nothing has to be waited for. */
  const publishOne = (emission: Emission): boolean | Promise<boolean> => {
    const dueMs = emission.dueMs ?? clock.now();
    const isReached = dueMs <= reachedMs || clock.realMsUntil(dueMs) <= 0;
    if (isReached && dueMs > reachedMs) reachedMs = dueMs;
    const isDue = isReached && dueMs < limits.endMs;
    if (!isDue || !outlet.isReady || ++sinceYield >= EMISSIONS_A_TURN) return waitAndTake(emission, dueMs);
    return !ending.stopped && takeOne(emission);
  };

  if (Symbol.iterator in emissions) {
    // Awaiting each would be three turns of the microtask queue for each.
    for (const emission of emissions) {
      const goesOn = publishOne(emission);
      if (!(typeof goesOn === 'boolean' ? goesOn : await goesOn)) return;
    }
  } else {
    for await (const emission of emissions) if (!(await publishOne(emission))) return;
  }
}

/** So many emissions are handled before sockets and signals have their turn. */
const EMISSIONS_A_TURN = 500;
const LONGEST_PAUSE_MS = 2 ** 31 - 1;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Waits {
  readonly pause: (ms: number) => Promise<void>;
  /** Waits for the promise. */
  readonly until: (promise: Promise<void>) => Promise<void>;
}

/** Waits, one at a time, that the end of the run cuts short. */
function createWaits(ending: Ending): Waits {
  let wake: () => void = () => {};
  ending.onStop(() => wake());
  const pausePart = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return {
    pause: async (ms) => {
      for (let remaining = ms; remaining > 0 && !ending.stopped; remaining -= LONGEST_PAUSE_MS) {
        await pausePart(Math.min(remaining, LONGEST_PAUSE_MS));
      }
    },
    until: (promise) =>
      new Promise((resolve, reject) => {
        wake = resolve;
        if (ending.stopped) wake();
        promise.then(resolve, reject);
      }),
  };
}
