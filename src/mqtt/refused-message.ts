import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import type { OutgoingMessage } from '../session.ts';

/** A message is refused if the broker closes the connection this soon after getting it, this often in a row. */
const SOON_MS = 2000;
const REFUSALS = 3;

/**
 * Notices a message at which the broker closes every connection. A broker of MQTT 3 has no other way to refuse a message,
 * and the message would come again on each new connection, for ever.
 */
export interface RefusedMessageWatch {
  /** True before the last try: the oldest message should go out alone, so that no other is blamed. */
  readonly isSuspicious: boolean;
  /**
   * The connection was closed. `openMs`: how long it was open; `oldest`: the oldest unacknowledged message. Returns the
   * Failure of a refused message.
   */
  closed(openMs: number, oldest: OutgoingMessage | undefined): Failure | undefined;
  /** The Failure to end with if no more attempts are allowed; undefined without a suspicion. */
  readonly suspicion: Failure | undefined;
}

export function createRefusedMessageWatch(): RefusedMessageWatch {
  let suspect: OutgoingMessage | undefined;
  let closes = 0;
  return {
    get isSuspicious() {
      return closes > 1;
    },
    closed(openMs, oldest) {
      const isSoon = oldest !== undefined && openMs < SOON_MS;
      closes = isSoon ? (oldest === suspect ? closes + 1 : 1) : 0;
      suspect = isSoon ? oldest : undefined;
      if (oldest === undefined || closes < REFUSALS) return undefined;
      closes = 0;
      return refusedAt(oldest);
    },
    get suspicion() {
      return suspect !== undefined && closes > 1 ? refusedAt(suspect) : undefined;
    },
  };
}

function refusedAt({ topic, payload, qos, retain }: OutgoingMessage): Failure {
  const reasons = [`QoS ${qos}`, ...(retain ? ['retained messages'] : []), 'this topic', 'its size'];
  const size = payload.length === 1 ? '1 byte' : `${payload.length} bytes`;
  return new Failure(
    `the broker closes each connection at the message to '${topic}' (QoS ${qos}, ${size}): it may not allow ${reasons.slice(0, -1).join(', ')} or ${reasons.at(-1)}`,
    EXIT.unreachable,
  );
}
