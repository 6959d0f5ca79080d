import { Encoder } from 'cbor-x';

/**
 * Writes plain RFC 8949 with cbor-x: definite lengths as short as can be, integers of up to 32 bits as integers, other
 * numbers as doubles, dates as tag 1 (whole seconds as an integer). Maps keep their order. The options turn off
 * the extensions of cbor-x: records, tag 259 on a Map, tag 64 on bytes. The bytes are the same on each machine,
 * because the native part of cbor-x (cbor-extract) only decodes; the bundle leaves it out.
 */
export const CBOR_ENCODER = new Encoder({
  useRecords: false,
  mapsAsObjects: false,
  variableMapSize: true,
  tagUint8Array: false,
});
