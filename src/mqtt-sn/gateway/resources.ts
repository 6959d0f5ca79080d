import type { Budget } from './budget.ts';
import type { GatewaySettings } from './settings.ts';

/** What all clients of a gateway share. */
export interface Resources {
  readonly settings: GatewaySettings;
  /** Octets of payload that wait for clients. */
  readonly buffered: Budget;
  /** Octets of payload from clients that are not acknowledged to the end. */
  readonly uplinked: Budget;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Calls back once, in so many milliseconds. */
  later(ms: number, run: () => void): void;
}
