import type { Failure } from './failure.ts';
import type { Qos } from './mqtt-protocol/qos.ts';

/** What commands need of a connection to a broker or gateway, whatever the protocol. */
export interface Session {
  /** Whether a message published now would go out now. */
  readonly isOpen: boolean;
  /** Resolves when the session is open (at once, if it is), or is lost for good. */
  whenOpen(): Promise<void>;
  /**
   * Publishes. `done` is called once: when the broker acknowledged (QoS 1, 2) or the message was handed to the
   * socket (QoS 0, -1), or with an error if it will not be delivered. At QoS 1 and 2 a message outlives
   * reconnections; at QoS 0 one published while the session isn't open is refused at once.
   */
  publish(message: OutgoingMessage, done: (error?: Error) => void): void;
  /** Subscribes, now and after every reconnection. Throws a Failure where the broker refuses all filters. */
  subscribe(filters: readonly string[], qos: Qos): Promise<void>;
  /** Resolves with the reason when the connection is lost for good. */
  readonly lost: Promise<Failure>;
  /** Waits up to `timeoutMs` for what is unacknowledged, disconnects in order, and never rejects. */
  close(timeoutMs: number): Promise<void>;
}

/** A message at QoS 0 that went with the connection. That is what QoS 0 means, and no fault of the broker's. */
export class MessageDropped extends Error {
  override readonly name = 'MessageDropped';
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** -1 is MQTT-SN's publish without a connection. */
  readonly qos: Qos | -1;
  readonly retain: boolean;
  /** MQTT 5 only. */
  readonly contentType?: string | undefined;
}

export interface IncomingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  /** Kept by the broker since before this subscription. */
  readonly retain: boolean;
  readonly dup: boolean;
}

/** What a session tells while it lives. Handlers are called synchronously and must not block. */
export interface SessionObserver {
  onMessage?(message: IncomingMessage): void;
  /**
   * Asked before each message; always, where it is left out. A message that is not taken is neither handed over nor
   * acknowledged, so the broker of a kept session sends it again to who comes next.
   */
  isTaking?(): boolean;
  onState?(state: SessionState): void;
}

export type SessionState =
  | {
      readonly kind: 'connected';
      readonly again: boolean;
      readonly sessionPresent: boolean;
      /** The host and port, where there are several to choose from. */
      readonly node?: string | undefined;
    }
  | { readonly kind: 'lost'; readonly why: string; readonly retryInMs: number }
  | { readonly kind: 'waiting'; readonly why: string; readonly retryInMs: number }
  | { readonly kind: 'hosting' }
  /** MQTT-SN: the gateway asked to be left alone. */
  | { readonly kind: 'congested'; readonly waitMs: number }
  | { readonly kind: 'refused-filter'; readonly filter: string };
