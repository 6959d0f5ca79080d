import type { Packet } from './packet.ts';

/** One item read from the wire: a packet, a part of WebSocket, or the notice of unreadable bytes. */
export type WireItem =
  | { readonly kind: 'packet'; readonly packet: Packet }
  | WebSocketItem
  /** The rest of the direction passes unread. Of datagrams only this one does. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A part of WebSocket around MQTT: the upgrade or a control frame. */
export interface WebSocketItem {
  readonly kind: 'websocket';
  readonly what: 'upgrade' | 'response' | 'ping' | 'pong' | 'close' | 'text';
  /** Bytes on the wire, header included. */
  readonly length: number;
  readonly says: string;
  readonly fault?: string;
}

/** Reads one direction of a connection in chunks of any size. */
export interface StreamReader {
  push(chunk: Uint8Array): WireItem[];
  /** The end of the stream: reports an unfinished item. */
  end(): WireItem[];
}
