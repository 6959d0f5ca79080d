import { isUtf8 } from 'node:buffer';
import { CborError, type CborValue, readCbor, startsCborContainer } from './cbor-reader.ts';
import { foreignNotation } from './foreign-notation.ts';
import { readDecimal } from './number.ts';

/** A payload taken apart, but not yet understood. */
export type Parsed =
  | { readonly kind: 'json'; readonly value: unknown }
  /** A number as people write numbers, not always JSON: `+20`, `.5`, `20\n`. */
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'cbor'; readonly value: CborValue }
  /** `text` is printable text that is no JSON. */
  | { readonly kind: 'broken'; readonly reason: string; readonly text?: string };

/** Room for a SenML pack of a whole building. A reading takes a few hundred bytes. */
const MAX_BYTES = 256 * 1024;

/**
 * Tells JSON, numbers and CBOR apart. Printable bytes are text and never CBOR: `5` is the number 5 and `-` is nothing,
 * although CBOR reads -22 and -14. No CBOR map or array is printable. So the rule costs only bare CBOR numbers from -1 to
 * -24, and a few texts and longer negative numbers.
 */
export function parsePayload(bytes: Uint8Array): Parsed {
  if (bytes.length === 0) return broken('it is empty');
  if (bytes[0] === 0x7b && bytes[1] === 0) return broken('its text is UTF-16, not UTF-8');
  if (bytes.length > MAX_BYTES) return broken(`it is longer than ${MAX_BYTES / 1024} KiB`);
  const text = decodeText(bytes);
  return text === undefined ? parseCbor(bytes) : (parseText(text) ?? parseCbor(bytes));
}

/** The text in UTF-8 bytes, byte order mark included; undefined if the bytes are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString() : undefined;
}

/** Undefined for control characters: they are not text but may be CBOR. */
function parseText(text: string): Parsed | undefined {
  // Trimming removes a byte order mark, too.
  const trimmed = withoutFinalZero(text).trim();
  const value = readDecimal(trimmed);
  if (value !== undefined) return { kind: 'number', value };
  if (!/^[[{"]/.test(trimmed))
    return isPrintable(text) ? { ...broken(foreignNotation(trimmed) ?? NEITHER), text: trimmed } : undefined;
  try {
    return { kind: 'json', value: JSON.parse(trimmed) };
  } catch {
    return broken(foreignNotation(trimmed) ?? 'its JSON is broken');
  }
}

/** True if the text has visible characters, and beside them only white space. */
function isPrintable(text: string): boolean {
  return /\P{Cc}/u.test(text) && !/[^\P{Cc}\t\n\r]/u.test(text);
}

/** Programs in C send the zero at the end of a string. */
function withoutFinalZero(text: string): string {
  return text.endsWith('\0') ? text.slice(0, -1) : text;
}

function parseCbor(bytes: Uint8Array): Parsed {
  try {
    return { kind: 'cbor', value: readCbor(bytes) };
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    return broken(startsCborContainer(bytes) ? `its CBOR is broken: ${error.message}` : NEITHER);
  }
}

const NEITHER = 'it is neither JSON nor CBOR nor a number';

function broken(reason: string) {
  return { kind: 'broken', reason } as const;
}
