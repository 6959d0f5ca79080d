/** A payload read for one sensor: its reading, or the reason for having none. */
export type DecodedPayload = DecodedReading | UnreadablePayload;

export interface DecodedReading {
  readonly kind: 'reading';
  /** Finite, in the sensor's own unit. */
  readonly value: number;
  /** The sensor's own unit. */
  readonly unit: string;
  /** Milliseconds since 1970; left out if the payload has no certain time. */
  readonly timeMs?: number;
  readonly seq?: number;
  /** The name of a format, or `number` for a bare number in text. */
  readonly format: string;
}

export interface UnreadablePayload {
  readonly kind: 'unreadable';
  /** A few words in which "it" is the payload; safe to print. */
  readonly reason: string;
}
