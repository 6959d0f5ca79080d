import type { Failure } from '../failure.ts';
import { errorWords } from './connection-error.ts';
import { errorCodeOf, isPassing, lossBy, refusal } from './refusal.ts';
import { createRetries } from './retries.ts';
import type { ConnectionSettings, Endpoint } from './settings.ts';
import { createSharedIdWatch, type LostTraffic } from './shared-id.ts';

/** Decides after a failed or lost connection: another attempt after a wait, or the end. */
export interface Attempts {
  /** A connection is open. */
  connected(): void;
  /** The connection had an error and will close. Returns a Failure if another attempt would be pointless. */
  failed(error: Error): Failure | undefined;
  /** The connection is closed. Returns the reason and the wait before the next attempt, or the Failure that ends all. */
  closed(traffic: LostTraffic): Failure | Loss;
}

export interface Loss {
  /** In words, for one line. */
  readonly why: string;
  readonly retryInMs: number;
}

/**
 * `current` returns the endpoint dialled last, `now` milliseconds of any clock. With `retryInMs` the wait is fixed and
 * the attempts never end.
 */
export function createAttempts(
  settings: ConnectionSettings,
  current: () => Endpoint,
  now: () => number,
  retryInMs?: number,
): Attempts {
  const retries = createRetries(settings, now);
  const sharedId = createSharedIdWatch(settings, now);
  let lastError: Error | undefined;
  return {
    connected() {
      lastError = undefined;
      sharedId.connected();
      retries.connected();
    },
    failed(error) {
      lastError = error;
      const code = errorCodeOf(error) ?? 0;
      return code === 0 || isPassing(code) ? undefined : refusal(code, current());
    },
    closed(traffic) {
      const shared = sharedId.closed(traffic, lastError);
      if (shared) return shared;
      const error = lastError ?? new Error('the connection was closed');
      const waitMs = retryInMs ?? retries.next();
      return waitMs === undefined
        ? lossBy(error, { ...settings, endpoint: current() })
        : { why: errorWords(error), retryInMs: waitMs };
    },
  };
}
