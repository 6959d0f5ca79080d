import type { Failure } from './failure.ts';
import type { Qos } from './mqtt-protocol/qos.ts';

/** A connection to a broker or gateway, in any protocol. */
export interface Session {
  /** True if a message published now would go out now. */
  readonly isOpen: boolean;
  /** Resolves when the session is open (at once if so already), or is lost for good. */
  whenOpen(): Promise<void>;
  /**
   * Publishes. `done` is called once: when the broker acknowledged (QoS 1, 2) or the socket took the message (QoS 0,
   * -1), or with an error if the message will not be delivered. At QoS 1 and 2 a message outlives reconnections; at
   * QoS 0 a message is refused at once while the session isn't open.
   */
  publish(message: OutgoingMessage, done: (error?: Error) => void): void;
  /** Subscribes, now and after every reconnection. Throws a Failure if the broker refuses all filters. */
  subscribe(filters: readonly string[], qos: Qos): Promise<void>;
  /** Resolves with the reason when the connection is lost for good. */
  readonly lost: Promise<Failure>;
  /** Waits up to `timeoutMs` for acknowledgements, disconnects in order, and never rejects. */
  close(timeoutMs: number): Promise<void>;
}

/** A message at QoS 0 was lost with the connection. QoS 0 allows that: the broker is not at fault. */
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
  /** Retained: published before this subscription. */
  readonly retain: boolean;
  readonly dup: boolean;
  /** 0 or undefined at QoS 0. */
  readonly packetId?: number;
  /** MQTT 5 only; undefined for none. */
  readonly properties?: MessageProperties | undefined;
}

/** The properties of a received message (MQTT 5 §3.3.2.3). Texts and bytes are as hostile as the payload. */
export interface MessageProperties {
  /** 1: the payload is UTF-8. */
  readonly payloadFormatIndicator?: number | undefined;
  /** Seconds left. */
  readonly messageExpiryInterval?: number | undefined;
  readonly topicAlias?: number | undefined;
  readonly responseTopic?: string | undefined;
  readonly correlationData?: Uint8Array | undefined;
  readonly contentType?: string | undefined;
  /** The first one. */
  readonly subscriptionIdentifier?: number | undefined;
  /** Names and values. A name may come again. */
  readonly userProperties?: readonly (readonly [string, string])[] | undefined;
}

/** Handlers for the messages and states of a session. A session calls them synchronously; they must not block. */
export interface SessionObserver {
  onMessage?(message: IncomingMessage): void;
  /**
   * Asked before each message; without it every message is taken. Another message is neither handed over nor
   * acknowledged: the broker of a persistent session sends it again on the next connection.
   */
  isTaking?(): boolean;
  onState?(state: SessionState): void;
}

export type SessionState =
  | {
      readonly kind: 'connected';
      readonly again: boolean;
      readonly sessionPresent: boolean;
      /** The host and port, of several nodes of a cluster. */
      readonly node?: string | undefined;
    }
  | { readonly kind: 'lost'; readonly why: string; readonly retryInMs: number }
  | { readonly kind: 'waiting'; readonly why: string; readonly retryInMs: number }
  | { readonly kind: 'hosting' }
  /** MQTT-SN: the gateway asked to be left alone. */
  | { readonly kind: 'congested'; readonly waitMs: number }
  /** MQTT-SN: a gateway was searched and found. */
  | { readonly kind: 'found'; readonly gatewayId: number; readonly where: string }
  /** MQTT-SN: a gateway sent ADVERTISE. */
  | {
      readonly kind: 'advertised';
      readonly gatewayId: number;
      readonly where: string;
      readonly everyS: number;
    }
  /** MQTT-SN: the gateway keeps messages, until the client wakes. */
  | { readonly kind: 'asleep'; readonly forMs: number }
  /** MQTT-SN: so many messages had waited, and were taken. */
  | { readonly kind: 'woke'; readonly messages: number }
  | { readonly kind: 'refused-filter'; readonly filter: string };
