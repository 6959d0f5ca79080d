import type { Failure } from './failure.ts';
import type { Qos } from './mqtt-protocol/qos.ts';
import type { Will } from './mqtt-protocol/will.ts';
import type { IncomingMessage, OutgoingMessage } from './session.ts';

/** What tells one of many clients from the others. */
export interface ClientIdentity {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly will: Will | undefined;
}

/** One connection of one of many clients, in any protocol. A new connection is a new link. */
export interface ClientLink {
  /** True if the broker takes another message of QoS 1 or 2 now. */
  readonly hasRoom: boolean;
  /**
   * Publishes over the open link. `done` is called once: when the broker has acknowledged (QoS 1, 2) or the socket has
   * taken the message (QoS 0), with a Failure if the broker refused the message, or with `LINK_LOST`.
   */
  publish(message: OutgoingMessage, done: (error?: Error) => void): void;
  subscribe(filter: string, qos: Qos): void;
  /** Ends the link in order. Nothing is called back any more, except `done` of messages. */
  leave(): void;
  /** Ends the link without a word, so the broker publishes the will. Nothing else is called back any more. */
  vanish(): void;
  /** To be called once a second or so: time-outs, keep-alive. `nowMs`: `performance.now()`. */
  tick(nowMs: number): void;
}

export interface LinkHandlers {
  opened(): void;
  /** The link has ended, before or after it was open. Called once. */
  closed(end: LinkEnd): void;
  message(message: IncomingMessage): void;
}

export interface LinkEnd {
  /** In words, for one line. */
  readonly why: string;
  readonly failure: Failure;
  /** The broker refused the client, and will again. */
  readonly isFinal: boolean;
}

/** `node`: of the nodes of a cluster, counted round and round. */
export type OpenLink = (identity: ClientIdentity, handlers: LinkHandlers, node: number) => ClientLink;

/** The link ended before the message was acknowledged. */
export const LINK_LOST = new Error('the connection was lost');
