import { CBOR } from './cbor.ts';
import type { PayloadFormat } from './format.ts';
import { JSON_FORMAT } from './json.ts';
import { SENML_CBOR, SENML_JSON } from './senml.ts';

/** All payload formats; the first is the default. */
export const FORMATS: readonly PayloadFormat[] = [JSON_FORMAT, CBOR, SENML_JSON, SENML_CBOR];

/** The format with exactly this name, or undefined. */
export function findFormat(name: string): PayloadFormat | undefined {
  return FORMATS.find((format) => format.name === name);
}
