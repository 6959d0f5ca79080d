import type { Failure } from '../failure.ts';
import { errorWords } from './connection-error.ts';
import { isPassing, lossBy, reasonCode, refusal } from './refusal.ts';
import { createRetries } from './retries.ts';
import type { ConnectionSettings, Endpoint } from './settings.ts';
import { createSharedIdWatch } from './shared-id.ts';

/** What follows when a connection can't be had, or breaks: another attempt after a wait, or the end. */
export interface Attempts {
  /** The connection stands. */
  connected(): void;
  /** Something went wrong with the connection, which will be closed; a Failure where no other attempt makes sense. */
  failed(error: Error): Failure | undefined;
  /** It is closed: why, and when to try again; or the Failure that ends it all. */
  closed(): Failure | Loss;
}

export interface Loss {
  /** In words, for one line. */
  readonly why: string;
  readonly retryInMs: number;
}

/**
 * `current` is the node that was dialled last. `retryInMs`: a fixed wait, and no end, where given. The clock is handed
 * in.
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
      const code = reasonCode(error) ?? 0;
      return code === 0 || isPassing(code) ? undefined : refusal(code, current());
    },
    closed() {
      const shared = sharedId.closed();
      if (shared) return shared;
      const error = lastError ?? new Error('the connection was closed');
      const waitMs = retryInMs ?? retries.next();
      return waitMs === undefined
        ? lossBy(error, { ...settings, endpoint: current() })
        : { why: errorWords(error), retryInMs: waitMs };
    },
  };
}
