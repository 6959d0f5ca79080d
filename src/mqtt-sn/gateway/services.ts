import type { SnMessage } from '../codec/messages.ts';
import type { UpstreamBroker } from './broker.ts';
import type { Budget } from './budget.ts';
import type { GatewayEvent } from './event.ts';
import type { Peer } from './peer.ts';
import type { GatewaySettings } from './settings.ts';

/** The common ground of all clients of a gateway: settings, clock, socket, broker, log and memory. */
export interface GatewayServices {
  readonly settings: GatewaySettings;
  readonly broker: UpstreamBroker;
  readonly budgets: GatewayBudgets;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Calls back once, in so many milliseconds. */
  later(ms: number, run: () => void): void;
  /** False if the message doesn't fit a datagram. */
  send(message: SnMessage, to: Peer): boolean;
  report(event: GatewayEvent): void;
}

/** Limits of all clients together, in octets. */
export interface GatewayBudgets {
  /** Topic names and ids. */
  readonly topics: Budget;
  /** Payloads on the way to clients. */
  readonly buffered: Budget;
  /** Payloads from clients, until the last acknowledgement. */
  readonly uplinked: Budget;
}
