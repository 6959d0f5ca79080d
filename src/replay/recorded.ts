import type { Reading } from '../building/reading.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';

/** One message of a recording. */
export type Recorded = RecordedMessage | RecordedReading;

interface Recording {
  /** Its line in the recording, from 1. */
  readonly line: number;
  /** The time of its publication, milliseconds since 1970. */
  readonly timeMs: number;
  readonly topic: string;
  /** The QoS and the retain flag are undefined for a recording without them. */
  readonly qos?: Qos | undefined;
  readonly retain?: boolean | undefined;
}

/** A message with its payload, byte for byte. */
export interface RecordedMessage extends Recording {
  readonly kind: 'message';
  readonly payload: Uint8Array;
}

/** A value without a payload, ready for any format. */
export interface RecordedReading extends Recording {
  readonly kind: 'reading';
  /** Without `seq`, unless the recording has one. */
  readonly reading: Omit<Reading, 'seq'> & { readonly seq?: number | undefined };
}
