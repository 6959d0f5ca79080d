import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { readBounded } from '../../bounded-file.ts';

const TICK_MS = 50;
/** A deadline is stretched so much at most: a run ends on any machine. */
const MAX_STRETCH = 4;
const MAX_LATENESSES = 400;

/**
 * Measures the share of a processor that this machine leaves to a program. Deadlines for programs count in paced time:
 * with twice as many runnable processes as processors, paced time runs at half the speed. It nearly stands still while
 * the tester itself does not run. On an idle machine it is the real time.
 */
export class MachinePace {
  readonly #share: () => number;
  readonly #latenessMs: number[] = [];
  #startedAtMs = performance.now();
  #tickedAtMs = this.#startedAtMs;
  #pacedMs = 0;
  #lastShare = 1;
  #timer: NodeJS.Timeout | undefined;

  /** `share`: the part of a processor for the program, from 0 to 1. */
  constructor(share = shareOfProgram) {
    this.#share = share;
  }

  /** Measures from now on, and counts from 0. */
  start(): void {
    this.end();
    this.#startedAtMs = performance.now();
    this.#tickedAtMs = this.#startedAtMs;
    this.#pacedMs = 0;
    this.#lastShare = this.#share();
    this.#await();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** Milliseconds of paced time since the start. */
  get nowMs(): number {
    return this.#pacedMs + this.#advance(performance.now() - this.#tickedAtMs);
  }

  /** The busy machine kept so many milliseconds since the start from the program. */
  get hinderedMs(): number {
    return performance.now() - this.#startedAtMs - this.nowMs;
  }

  /** The last timers of the tester fired so many milliseconds late. */
  get latenessMs(): readonly number[] {
    return this.#latenessMs;
  }

  /** Resolves after so many milliseconds of paced time, or as soon as `isDone` says so. */
  async elapsed(ms: number, isDone: () => boolean): Promise<void> {
    const endMs = this.nowMs + ms;
    while (!isDone() && this.nowMs < endMs) await delay(POLL_MS);
  }

  #await(): void {
    const sinceMs = performance.now();
    this.#timer = setTimeout(() => {
      const nowMs = performance.now();
      this.#latenessMs.push(Math.max(0, nowMs - sinceMs - TICK_MS));
      if (this.#latenessMs.length > MAX_LATENESSES) this.#latenessMs.shift();
      this.#pacedMs += this.#advance(nowMs - this.#tickedAtMs);
      this.#tickedAtMs = nowMs;
      this.#lastShare = this.#share();
      this.#await();
    }, TICK_MS);
    this.#timer.unref();
  }

  #advance(elapsedMs: number): number {
    return Math.max(Math.min(elapsedMs, 2 * TICK_MS) * this.#lastShare, elapsedMs / MAX_STRETCH);
  }
}

const POLL_MS = 25;

/** The part of a processor for each runnable process, from 0 to 1. */
function shareOfProgram(): number {
  return Math.min(1, availableParallelism() / Math.max(1, runnableProcesses()));
}

/** Linux counts the processes on a processor or waiting for one; other systems have an average, and Windows has 0. */
function runnableProcesses(): number {
  if (process.platform !== 'linux') return loadavg()[0] ?? 0;
  try {
    return Number(/ (\d+)\//.exec(readBounded('/proc/loadavg', MAX_BYTES).toString('latin1'))?.[1] ?? 0);
  } catch {
    return loadavg()[0] ?? 0;
  }
}

const MAX_BYTES = 4096;
