import { Encoder } from 'cbor-x';
import type { PayloadFormat } from './format.ts';
import { readingRecord } from './record.ts';

/**
 * Plain RFC 8949: no records, no tag on a Map nor other tags of cbor-x's own, definite lengths in preferred
 * serialization, floating point always as doubles, dates as tag 1 (whole seconds as an integer).
 */
const cborEncoder = new Encoder({
  useRecords: false,
  mapsAsObjects: false,
  variableMapSize: true,
  tagUint8Array: false,
});

export const CBOR: PayloadFormat = {
  name: 'cbor',
  contentType: 'application/cbor',
  describe: 'the same keys and values in CBOR, the time as tag 1',
  encode: (reading) => cborEncoder.encode(readingRecord(reading, new Date(reading.time))),
};
