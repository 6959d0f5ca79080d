import type { Failure } from '../failure.ts';
import { MAX_TIMER_MS } from '../timers.ts';

/** Why a command that runs until something ends it has ended. */
export type StopReason = 'count' | 'duration' | 'timeout' | 'signal' | Failure;

export interface Stop {
  readonly reason: Promise<StopReason>;
  /** Set as soon as the reason is known. */
  readonly stopped: boolean;
  stop(reason: StopReason): void;
  /** Stops for that reason when so many milliseconds have passed. */
  after(ms: number, reason: StopReason): void;
  /** Calls back when stopped; at once if it has. */
  onStop(callback: () => void): void;
}

export interface StopSettings {
  readonly signal: AbortSignal;
  /** Both in milliseconds of real time. */
  readonly durationMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly lost?: Promise<Failure>;
}

/** Ends at a signal, after a time, when the connection is lost for good, or when told. The first reason holds. */
export function createStop({ signal, durationMs, timeoutMs, lost }: StopSettings): Stop {
  let resolve: (reason: StopReason) => void = () => {};
  const reason = new Promise<StopReason>((settle) => {
    resolve = settle;
  });
  const callbacks: (() => void)[] = [];
  const timers: NodeJS.Timeout[] = [];
  let stopped = false;

  const stop = (why: StopReason): void => {
    if (stopped) return;
    stopped = true;
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', interrupted);
    resolve(why);
    for (const callback of callbacks) callback();
  };
  const interrupted = (): void => stop('signal');
  if (signal.aborted) stop('signal');
  signal.addEventListener('abort', interrupted);
  const after = (ms: number, why: StopReason): void => {
    if (!stopped) timers.push(setTimer(ms, () => stop(why)));
  };
  if (durationMs !== undefined) after(durationMs, 'duration');
  if (timeoutMs !== undefined) after(timeoutMs, 'timeout');
  void lost?.then(stop);

  return {
    reason,
    stop,
    after,
    get stopped() {
      return stopped;
    },
    onStop: (callback) => {
      if (stopped) callback();
      else callbacks.push(callback);
    },
  };
}

/** Longer waits are cut to 24.8 days: setTimeout would fire at once, and no run lasts that long. */
function setTimer(ms: number, callback: () => void): NodeJS.Timeout {
  return setTimeout(callback, Math.min(ms, MAX_TIMER_MS));
}
