import type { Side } from './packet.ts';
import type { Sighting } from './sighting.ts';

export interface Endpoint {
  /** An IPv4 or IPv6 address. */
  readonly address: string;
  readonly port: number;
}

/** What happens on a traced connection, in the order it happens. */
export type TraceEvent = {
  /** Counts the connections from 1. */
  readonly connection: number;
  /** Milliseconds since 1970, with fractions where the clock has them. */
  readonly time: number;
} & (
  | {
      readonly kind: 'opened';
      readonly transport: 'tcp' | 'udp';
      readonly client: Endpoint;
      readonly broker: Endpoint;
    }
  /** The broker could not be reached; the client is sent away. */
  | { readonly kind: 'refused'; readonly client: Endpoint; readonly reason: string }
  | { readonly kind: 'bytes'; readonly from: Side; readonly bytes: Uint8Array }
  | { readonly kind: 'seen'; readonly from: Side; readonly sighting: Sighting }
  /** One side has said all it will say. */
  | { readonly kind: 'ended'; readonly from: Side }
  | { readonly kind: 'closed'; readonly error?: string }
);

export type SeenEvent = Extract<TraceEvent, { readonly kind: 'seen' }>;
