import type { ConnectionSettings } from './settings.ts';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** When to try again after a failed or lost connection; the clock is handed in. */
export interface Retries {
  /** The connection stands. */
  connected(): void;
  /** An attempt failed or the connection was lost: how long to wait, or undefined to give up. */
  next(): number | undefined;
}

/** Growing waits (1 s doubling to 30 s) until the time for a first or for another connection is over. */
export function createRetries(
  { waitMs, giveUpMs }: Pick<ConnectionSettings, 'waitMs' | 'giveUpMs'>,
  now: () => number,
): Retries {
  let waits = 0;
  let since: number | undefined = now();
  let allowedMs = waitMs;
  return {
    connected: () => {
      waits = 0;
      since = undefined;
      allowedMs = giveUpMs;
    },
    next: () => {
      since ??= now();
      const remaining = since + allowedMs - now();
      if (remaining <= 0) return undefined;
      return Math.min(FIRST_WAIT_MS * 2 ** waits++, LONGEST_WAIT_MS, remaining);
    },
  };
}
