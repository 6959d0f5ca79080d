import type { SensorKind } from '../building/sensors.ts';
import type { DecodedReading } from './decoded.ts';
import { readPlainCbor } from './plain-cbor.ts';
import { readPlainJson } from './plain-json.ts';
import { readPlainSenmlCbor, readPlainSenmlJson } from './plain-senml.ts';

/** A reading in the exact shape that `publish` writes, in any format; undefined for all else. */
export function readPlain(bytes: Uint8Array, sensor: SensorKind): DecodedReading | undefined {
  switch (bytes[0]) {
    case 0x7b:
      return readPlainJson(bytes, sensor);
    case 0xa5:
      return readPlainCbor(bytes, sensor);
    case 0x5b:
      return readPlainSenmlJson(bytes, sensor);
    case 0x81:
      return readPlainSenmlCbor(bytes, sensor);
    default:
      return undefined;
  }
}
