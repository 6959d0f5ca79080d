import type { Reading } from '../building/reading.ts';

/** A message on its way to be published. */
export interface Emission {
  /** When to publish it, on the simulated clock in milliseconds since 1970; left out: at once. */
  readonly dueMs?: number;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
  readonly contentType?: string;
  /** Not one of the readings that were asked for: a count of them leaves it out. */
  readonly isUncounted?: boolean;
  /** What the payload says, where it is a reading. */
  readonly reading?: Omit<Reading, 'seq'> & { readonly seq?: number | undefined };
  /** The name of the payload's format, where it has one. */
  readonly format?: string;
}

export type Emissions = Iterable<Emission> | AsyncIterable<Emission>;
