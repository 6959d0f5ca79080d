import type { ApplicationMessage } from './message.ts';
import type { Subscription } from './routing/subscription.ts';

/** A subscription of a session, with `$share/…` in the filter. */
export type StoredSubscription = Omit<Subscription<unknown>, 'session'>;

/** A message queued for one session. */
export interface StoredDelivery {
  readonly clientId: string;
  /** Counts the session's messages; client id and sequence identify the delivery. */
  readonly sequence: number;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  readonly identifiers?: readonly number[];
  /** The `$share/…` filter behind the delivery. */
  readonly share?: string;
  /** Given if the message is sent at once. */
  readonly packetId?: number;
}

/**
 * A change of persistent state. Each change describes the state afterwards, so applying a change twice, or
 * after a snapshot with the change, has no effect. `sequence` and packet ids identify the delivery.
 */
export type StoreChange =
  /** An empty payload: nothing is retained for the topic any more. */
  | { readonly type: 'retain'; readonly message: ApplicationMessage }
  /**
   * The session exists. `endsAtMs` is the end of an absent client's session; undefined for a connected
   * client, or without expiry.
   */
  | {
      readonly type: 'session';
      readonly clientId: string;
      /** Session Expiry Interval, in seconds; 0xffffffff is never. */
      readonly expirySeconds: number;
      readonly endsAtMs?: number;
    }
  /** The session ended, with everything but the will. */
  | { readonly type: 'session-end'; readonly clientId: string }
  | {
      readonly type: 'subscribe';
      readonly clientId: string;
      readonly subscriptions: readonly StoredSubscription[];
    }
  | { readonly type: 'unsubscribe'; readonly clientId: string; readonly filters: readonly string[] }
  /**
   * A message was queued, in one record for all sessions. For a QoS 2 message, `from` is the packet id at the
   * sender's session: received and queued are one record, so no crash comes between [MQTT-4.3.3-2].
   */
  | {
      readonly type: 'enqueue';
      readonly message: ApplicationMessage;
      readonly deliveries: readonly StoredDelivery[];
      readonly from?: PacketOf;
    }
  /** A QoS 2 message was received and is in nobody's queue. */
  | { readonly type: 'receive'; readonly from: PacketOf }
  /** PUBREL: the packet id of a received QoS 2 message is free again. */
  | { readonly type: 'release'; readonly from: PacketOf }
  /** The delivery has a packet id, and is about to be sent. */
  | {
      readonly type: 'send';
      readonly clientId: string;
      readonly sequence: number;
      readonly packetId: number;
    }
  /** PUBREC came: only PUBREL is to be sent from now on, and the message itself is no longer needed. */
  | { readonly type: 'pubrec'; readonly clientId: string; readonly sequence: number }
  /** The delivery is over: acknowledged, expired, or dropped. */
  | { readonly type: 'settle'; readonly clientId: string; readonly sequence: number }
  /**
   * The will of the session's connection; `dueAtMs` is set for a delayed will after the end of the
   * connection.
   */
  | {
      readonly type: 'will';
      readonly clientId: string;
      readonly will: StoredWill;
      readonly dueAtMs?: number;
    }
  /** The will was published or cancelled. */
  | { readonly type: 'will-end'; readonly clientId: string };

export interface PacketOf {
  readonly clientId: string;
  readonly packetId: number;
}

export interface StoredWill {
  /** `expiresAtMs` is set when the will is published. */
  readonly message: ApplicationMessage;
  readonly delaySeconds: number;
  /** Message Expiry Interval, from when the will is published. */
  readonly expirySeconds?: number;
}

/** Where retained messages and sessions outlive the broker. The state itself is the broker's; a store knows changes. */
export interface Store {
  /** A durable store outlives the broker, and takes changes. */
  readonly durable: boolean;
  /**
   * Yields the stored changes in order. `snapshot` yields the changes for the current state, for rewriting
   * the store. The store may read the snapshot in pieces while the broker writes further changes; the store
   * keeps further changes behind the snapshot.
   */
  open(snapshot: () => Iterable<StoreChange>): AsyncIterable<StoreChange> | Iterable<StoreChange>;
  /** Takes a change, to be written with the next commit, or soon. Never throws. */
  write(change: StoreChange): void;
  /**
   * Resolves as soon as every earlier change is on the disk, in the order of the calls; undefined if nothing
   * is pending. The broker acknowledges only afterwards. Rejects if writing failed: the broker closes the
   * waiting connections without acknowledging; the store tells the failure, and goes on as soon as possible.
   */
  commit(): Promise<void> | undefined;
  close(): Promise<void>;
}

/** Nothing outlives the broker. */
export const MEMORY_STORE: Store = {
  durable: false,
  open: () => [],
  write() {},
  commit: () => undefined,
  async close() {},
};
