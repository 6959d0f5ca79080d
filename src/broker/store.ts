import type { Qos } from '../mqtt-protocol/qos.ts';
import type { ApplicationMessage } from './message.ts';

/** A subscription of a session, `$share/…` filters as they were named. */
export interface StoredSubscription {
  readonly filter: string;
  readonly qos: Qos;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  /** The Subscription Identifier of MQTT 5. */
  readonly identifier?: number;
}

/** A message in the queue of one session. */
export interface StoredDelivery {
  readonly clientId: string;
  /** Counts the session's messages; with the client id it names this delivery until it is over. */
  readonly sequence: number;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  readonly identifiers?: readonly number[];
  /** The `$share/…` filter by which it came. */
  readonly share?: string;
  /** Given where it is sent at once. */
  readonly packetId?: number;
}

/**
 * A change of what outlives a connection. Each says how things are afterwards, so one that is applied twice, or
 * after a snapshot that already has it, changes nothing: `sequence` and packet ids tell which is meant.
 */
export type StoreChange =
  /** An empty payload: nothing is retained for the topic any more. */
  | { readonly type: 'retain'; readonly message: ApplicationMessage }
  /** The session exists. `endsAtMs` is when it expires while its client is away; undefined: not, or it is connected. */
  | {
      readonly type: 'session';
      readonly clientId: string;
      /** Session Expiry Interval, in seconds; 0xffffffff is never. */
      readonly expirySeconds: number;
      readonly endsAtMs?: number;
    }
  /** The session ended, with all that belonged to it but its will. */
  | { readonly type: 'session-end'; readonly clientId: string }
  | {
      readonly type: 'subscribe';
      readonly clientId: string;
      readonly subscriptions: readonly StoredSubscription[];
    }
  | { readonly type: 'unsubscribe'; readonly clientId: string; readonly filters: readonly string[] }
  /**
   * A message was queued for these sessions, once for all of them. Where it came at QoS 2, `from` is its packet
   * id at its sender's session: received and queued are one record, so no crash comes between [MQTT-4.3.3-2].
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
  /** The delivery has its packet id, and is about to be sent. */
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
  /** The will of the session's connection; `dueAtMs` is set once that is over and the will is delayed. */
  | {
      readonly type: 'will';
      readonly clientId: string;
      readonly will: StoredWill;
      readonly dueAtMs?: number;
    }
  /** It was published, or is not to be. */
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
  /** Whether what is committed outlives the broker: then it is to be told of changes. */
  readonly durable: boolean;
  /**
   * The changes that bring about what an earlier broker left, in their order. `snapshot` gives those that bring about
   * what there is now, for a store that writes itself anew. It may be read in pieces while further changes are
   * written: those are to be kept behind it.
   */
  open(snapshot: () => Iterable<StoreChange>): AsyncIterable<StoreChange> | Iterable<StoreChange>;
  /** Takes a change, to be written with the next commit. Never throws. */
  write(change: StoreChange): void;
  /**
   * Resolves once every change that was written so far is on the disk, in the order of the calls; undefined where
   * nothing is to be waited for. What it promises is acknowledged only then. Rejects if it could not be: the broker then
   * acknowledges nothing of it and closes the connections that wait, and the store takes changes again once it can.
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
