import type { Reading } from '../building/reading.ts';

/** One message of a recording. */
export type Recorded = RecordedMessage | RecordedReading;

interface Recording {
  /** Where it stands in the recording, from 1. */
  readonly line: number;
  /** When it was published, in milliseconds since 1970. */
  readonly time: number;
  readonly topic: string;
  /** Undefined where the recording does not say. */
  readonly retain?: boolean | undefined;
}

/** A message whose payload was recorded byte for byte. */
export interface RecordedMessage extends Recording {
  readonly kind: 'message';
  readonly payload: Uint8Array;
}

/** A value without a payload: it can be published in any format. */
export interface RecordedReading extends Recording {
  readonly kind: 'reading';
  /** Without `seq`, unless the recording has one. */
  readonly reading: Omit<Reading, 'seq'> & { readonly seq?: number | undefined };
}
