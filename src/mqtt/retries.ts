import type { ConnectionSettings } from './settings.ts';

const FIRST_WAIT_MS = 1000;
const MAX_WAIT_MS = 30_000;
const NEXT_NODE_MS = 20;

/** The waits before each new attempt to connect. */
export interface Retries {
  /** A connection is open. */
  connected(): void;
  /** An attempt failed or the connection was lost. Returns the milliseconds to wait, undefined to give up. */
  next(): number | undefined;
}

/**
 * Growing waits (1 s doubling to 30 s) until the time for the first or for another connection is over. A connection of
 * less than a second is as good as none. The nodes of a
 * cluster are tried one after the other at once, with a wait after each round. `now`: milliseconds of any clock.
 */
export function createRetries(
  { waitMs, giveUpMs, otherEndpoints }: Pick<ConnectionSettings, 'waitMs' | 'giveUpMs' | 'otherEndpoints'>,
  now: () => number,
): Retries {
  const nodes = otherEndpoints.length + 1;
  let failures = 0;
  let isFirst = true;
  let connectedAt: number | undefined;
  let waits = 0;
  let since: number | undefined = now();
  let allowedMs = waitMs;
  return {
    connected: () => {
      connectedAt = now();
      if (isFirst) since = undefined;
      isFirst = false;
      allowedMs = giveUpMs;
    },
    next: () => {
      const atMs = now();
      // A node hanging up at once counts as absent. Otherwise a round of such nodes would have no wait, and no end.
      if (connectedAt !== undefined && atMs - connectedAt >= FIRST_WAIT_MS) {
        failures = 0;
        waits = 0;
        since = undefined;
      }
      connectedAt = undefined;
      since ??= atMs;
      if (++failures % nodes !== 0) return NEXT_NODE_MS;
      const remaining = since + allowedMs - atMs;
      if (remaining <= 0) return undefined;
      return Math.min(FIRST_WAIT_MS * 2 ** waits++, MAX_WAIT_MS, remaining);
    },
  };
}
