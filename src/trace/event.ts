import type { Sender } from './packet.ts';
import type { WireItem } from './wire-item.ts';

export interface SocketAddress {
  /** An IPv4 or IPv6 address. */
  readonly address: string;
  readonly port: number;
}

/** The proxy interfered with a packet. */
export interface SeenFate {
  readonly words: string;
  /** The receiver never gets the packet, or not the whole of it. */
  readonly isLost: boolean;
}

/** An event on a traced connection. */
export type TraceEvent = {
  /** Counts the connections from 1. */
  readonly connection: number;
  /** Milliseconds since 1970, with fractions if the clock has them. */
  readonly timeMs: number;
} & (
  | {
      readonly kind: 'opened';
      readonly transport: 'tcp' | 'udp';
      readonly client: SocketAddress;
      readonly broker: SocketAddress;
    }
  /** The broker could not be reached; the client is sent away. */
  | { readonly kind: 'refused'; readonly client: SocketAddress; readonly reason: string }
  | { readonly kind: 'bytes'; readonly from: Sender; readonly bytes: Uint8Array }
  | { readonly kind: 'seen'; readonly from: Sender; readonly item: WireItem; readonly fate?: SeenFate }
  /** One side will send no more. */
  | { readonly kind: 'ended'; readonly from: Sender }
  | { readonly kind: 'closed'; readonly error?: string }
);

export type SeenEvent = Extract<TraceEvent, { readonly kind: 'seen' }>;
