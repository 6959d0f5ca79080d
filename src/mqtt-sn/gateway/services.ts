import type { SnMessage } from '../codec/messages.ts';
import type { AddressProof } from './address-proof.ts';
import type { UpstreamBroker } from './broker.ts';
import type { Budget } from './budget.ts';
import type { GatewayEvent } from './event.ts';
import type { Peer } from './peer.ts';
import type { GatewaySettings } from './settings.ts';
import type { WakeGrants } from './wake-grants.ts';

/** The common ground of all clients of a gateway: settings, clock, socket, broker, log and memory. */
export interface GatewayServices {
  readonly settings: GatewaySettings;
  readonly broker: UpstreamBroker;
  readonly budgets: GatewayBudgets;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Calls back once, in so many milliseconds. */
  later(ms: number, run: () => void): void;
  readonly wakeGrants: WakeGrants;
  /** The id before a client's first message id, 0 to 65,534: unpredictable, or 0 in tests. */
  firstMsgId(): number;
  /** False if the message doesn't fit a datagram. An address that must not get the message yet gets nothing. */
  send(message: SnMessage, to: Peer, proof: AddressProof): boolean;
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
