import type { SnMessage } from '../codec/messages.ts';
import type { BrokerMessage } from './broker.ts';
import type { Peer } from './peer.ts';

/** Everything that a gateway reports to its operator. */
export type GatewayEvent =
  | { readonly kind: 'sent'; readonly peer: Peer; readonly message: SnMessage }
  /** `oddity`: a fault of the datagram that leaves the meaning certain. */
  | {
      readonly kind: 'received';
      readonly peer: Peer;
      readonly message: SnMessage;
      readonly oddity?: string | undefined;
    }
  | { readonly kind: 'malformed'; readonly peer: Peer; readonly octets: number; readonly reason: string }
  | { readonly kind: 'client'; readonly clientId: string; readonly peer: Peer; readonly change: ClientChange }
  | { readonly kind: 'refused'; readonly clientId: string; readonly peer: Peer; readonly reason: string }
  | {
      readonly kind: 'dropped';
      readonly clientId: string;
      readonly message: BrokerMessage;
      readonly why: string;
    }
  | { readonly kind: 'anonymous'; readonly reason: string };

export type ClientChange =
  | 'connected'
  | 'asleep'
  | 'awake'
  | 'moved'
  | 'disconnected'
  | 'replaced'
  | 'lost'
  | 'lost while asleep'
  | 'lost the broker';
