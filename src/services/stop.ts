import type { Failure } from '../failure.ts';
import { MAX_TIMER_MS } from '../timers.ts';

/** The reason for the end of a service. */
export type StopReason = 'count' | 'duration' | 'timeout' | 'signal' | Failure;

export interface Stop {
  readonly reason: Promise<StopReason>;
  /** True as soon as there is a reason. */
  readonly stopped: boolean;
  stop(reason: StopReason): void;
  /** Stops for that reason after so many milliseconds. */
  after(ms: number, reason: StopReason): void;
  /** Calls back at the stop; at once if already stopped. */
  onStop(callback: () => void): void;
}

export interface StopSettings {
  readonly signal: AbortSignal;
  /** Both in milliseconds of real time. */
  readonly durationMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly lost?: Promise<Failure>;
}

/** A stop at a signal, after a time, at the loss of the connection, or by `stop`. The first reason counts. */
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
