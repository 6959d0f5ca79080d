import type { Address } from '../building/address.ts';
import type { Reading } from '../building/reading.ts';
import type { OutgoingMessage } from '../session.ts';

/** A message with its time of publication. */
export interface DueMessage extends OutgoingMessage {
  /** On the simulated clock, in milliseconds since 1970; undefined: at once. */
  readonly dueMs?: number;
  /** `--count` leaves this message out: it is no reading. */
  readonly isUncounted?: boolean;
  /** The sensor that a message is about, if it is no reading. */
  readonly address?: Address;
  /** The content of the payload, if it is a reading. */
  readonly reading?: Omit<Reading, 'seq'> & { readonly seq?: number | undefined };
  /** The name of the payload's format, if it has one. */
  readonly format?: string;
}

export type DueMessages = Iterable<DueMessage> | AsyncIterable<DueMessage>;
