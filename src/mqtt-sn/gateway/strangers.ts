import type { Message, MessageType } from '../codec/messages.ts';

/** Answers to DISCONNECT in one tick: two gateways must not answer each other for ever. */
const MAX_FAREWELLS = 20;

/** Messages of a client that deserve an answer. */
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

/** Clients without a session, perhaps of a gateway that has restarted: DISCONNECT makes them connect anew (§6.12). */
export class Strangers {
  #farewells = 0;

  /** True if the gateway answers the message with DISCONNECT. */
  deserveAnswer({ type }: Message): boolean {
    if (!ANSWERED.has(type)) return false;
    return type !== 'DISCONNECT' || ++this.#farewells <= MAX_FAREWELLS;
  }

  tick(): void {
    this.#farewells = 0;
  }
}
