import type { SnQos } from '../codec/flags-field.ts';

export type ClientEvent =
  | { readonly kind: 'connected'; readonly again: boolean }
  /** CONNACK with an error. */
  | { readonly kind: 'refused'; readonly returnCode: number }
  /** The gateway sent DISCONNECT; the client connects again by itself. */
  | { readonly kind: 'disconnected' }
  /** The end: the gateway left a message and every repetition unanswered. */
  | { readonly kind: 'lost'; readonly unanswered: string }
  | { readonly kind: 'congested'; readonly waitMs: number }
  | { readonly kind: 'message'; readonly message: ReceivedMessage }
  | { readonly kind: 'gateway'; readonly gatewayId: number }
  | { readonly kind: 'malformed'; readonly reason: string };

export interface ReceivedMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: SnQos;
  readonly retain: boolean;
  readonly dup: boolean;
}
