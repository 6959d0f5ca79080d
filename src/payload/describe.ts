import { CborError, type CborValue, readCbor, startsCborContainer } from './cbor-reader.ts';
import { formatDiagnostic } from './diagnostic.ts';
import { decodeText } from './parse.ts';

/** A whole payload as text. The text may hold any character: escape it before it reaches a terminal. */
export interface PayloadText {
  /** The payload itself, CBOR's diagnostic notation, or hexadecimal digits. */
  readonly kind: 'text' | 'cbor' | 'hex';
  readonly text: string;
}

/**
 * Any message's payload for people. UTF-8 without controls (white space aside) is shown as text, a CBOR map, array or tag
 * in diagnostic notation, all else in hexadecimal.
 */
export function describePayload(bytes: Uint8Array): PayloadText {
  const text = payloadText(bytes);
  if (text !== undefined) return { kind: 'text', text };
  const value = startsCborContainer(bytes) ? tryReadCbor(bytes) : undefined;
  if (value !== undefined) return { kind: 'cbor', text: formatDiagnostic(value) };
  return { kind: 'hex', text: Buffer.from(bytes).toString('hex') };
}

/** The payload as text; undefined if it is not UTF-8 or has control characters beside tab and line ends. */
export function payloadText(bytes: Uint8Array): string | undefined {
  const text = decodeText(bytes);
  return text === undefined || /[^\P{Cc}\t\n\r]/u.test(text) ? undefined : text;
}

function tryReadCbor(bytes: Uint8Array): CborValue | undefined {
  try {
    return readCbor(bytes);
  } catch (error) {
    if (error instanceof CborError) return undefined;
    throw error;
  }
}
