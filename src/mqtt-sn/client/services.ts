import type { SnMessage } from '../codec/messages.ts';
import type { ClientEvent } from './event.ts';
import type { ClientSettings } from './settings.ts';
import type { ClientTopics } from './topic-ids.ts';

/** The common ground of a client's parts: settings, topics, clock, socket and events. */
export interface ClientServices {
  readonly settings: ClientSettings;
  readonly topics: ClientTopics;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Throws Rejected if the message doesn't fit a datagram. */
  send(message: SnMessage): void;
  /** 1 to 65,535, round and round. */
  newMsgId(): number;
  event(event: ClientEvent): void;
  /** True while the client's user takes messages. The client doesn't acknowledge QoS 1 and 2 otherwise. */
  takes(): boolean;
}
