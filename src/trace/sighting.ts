import type { Packet } from './packet.ts';

/** What the bytes of one direction turn out to be. */
export type Sighting =
  | { readonly kind: 'packet'; readonly packet: Packet }
  | WebSocketSighting
  /** From here on the direction passes unread; of datagrams only this one does. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What WebSocket puts around MQTT: the upgrade, and its own control frames. */
export interface WebSocketSighting {
  readonly kind: 'websocket';
  readonly what: 'upgrade' | 'response' | 'ping' | 'pong' | 'close' | 'text';
  /** Bytes on the wire, header included. */
  readonly length: number;
  readonly says: string;
  readonly fault?: string;
}

/** Reads one direction of a connection, however it is split. */
export interface StreamReader {
  push(chunk: Uint8Array): Sighting[];
  /** At the end of the stream: what was left half-said. */
  end(): Sighting[];
}
