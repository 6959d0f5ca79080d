/** A payload that was read for one sensor: the reading in it, or why there is none. */
export type Decoded = DecodedReading | UnreadablePayload;

export interface DecodedReading {
  readonly kind: 'reading';
  /** Finite, in the sensor's own unit. */
  readonly value: number;
  /** The sensor's own unit. */
  readonly unit: string;
  /** Milliseconds since 1970; left out where the payload has no time that is certain. */
  readonly time?: number;
  readonly seq?: number;
  /** How it was written: a format's name, or `number` for a bare number in text. */
  readonly format: string;
}

export interface UnreadablePayload {
  readonly kind: 'unreadable';
  /** A few words about "it", the payload; safe to print. */
  readonly reason: string;
}
