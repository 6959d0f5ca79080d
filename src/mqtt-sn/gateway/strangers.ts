import type { MessageType, SnMessage } from '../codec/messages.ts';

/** Answers to DISCONNECT in one tick: two gateways must not answer each other for ever. */
const MAX_FAREWELLS = 20;

/** Requests of clients, and answers of a client to a gateway's prompt. */
const ANSWERED: ReadonlySet<MessageType> = new Set<MessageType>([
  'REGISTER',
  'PUBLISH',
  'PUBREL',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'PINGREQ',
  'DISCONNECT',
  'WILLTOPIC',
  'WILLMSG',
  'WILLTOPICUPD',
  'WILLMSGUPD',
]);

/**
 * Clients without a session, perhaps after a restart of the gateway: DISCONNECT makes a client connect anew (§6.12).
 */
export class Strangers {
  #farewells = 0;

  /** True if the gateway answers the message with DISCONNECT. */
  deserveAnswer({ type }: SnMessage): boolean {
    if (!ANSWERED.has(type)) return false;
    return type !== 'DISCONNECT' || ++this.#farewells <= MAX_FAREWELLS;
  }

  tick(): void {
    this.#farewells = 0;
  }
}
