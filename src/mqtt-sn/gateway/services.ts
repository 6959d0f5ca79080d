import type { Message } from '../codec/messages.ts';
import type { UpstreamBroker } from './broker.ts';
import type { Budget } from './budget.ts';
import type { GatewayEvent } from './event.ts';
import type { Peer } from './peer.ts';
import type { GatewaySettings } from './settings.ts';

/** The gateway as its clients use it: settings, clock, socket, broker, and the memory that all clients share. */
export interface GatewayServices {
  readonly settings: GatewaySettings;
  readonly broker: UpstreamBroker;
  readonly budgets: GatewayBudgets;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Calls back once, in so many milliseconds. */
  later(ms: number, run: () => void): void;
  /** False if the message doesn't fit a datagram. */
  send(message: Message, to: Peer): boolean;
  report(event: GatewayEvent): void;
}

/** Limits of all clients together, in octets. */
export interface GatewayBudgets {
  /** Topic names and ids. */
  readonly topics: Budget;
  /** Payloads on their way to clients. */
  readonly buffered: Budget;
  /** Payloads from clients, until they are acknowledged to the end. */
  readonly uplinked: Budget;
}
