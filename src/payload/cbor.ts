import { CBOR_ENCODER } from './cbor-encoder.ts';
import type { PayloadFormat } from './format.ts';
import { readingRecord } from './record.ts';

export const CBOR: PayloadFormat = {
  name: 'cbor',
  contentType: 'application/cbor',
  describe: 'the same keys and values in CBOR, the time as tag 1',
  encode: (reading) => CBOR_ENCODER.encode(readingRecord(reading, new Date(reading.timeMs))),
};
