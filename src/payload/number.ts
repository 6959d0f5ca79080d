import { CborTag } from './cbor-reader.ts';

/** The finite number in parsed data: a number, or CBOR's bignum or decimal fraction (RFC 8949 §3.4.3, §3.4.4). */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return finite(value);
  if (!(value instanceof CborTag)) return undefined;
  const { tag, content } = value;
  if ((tag === 2 || tag === 3) && content instanceof Uint8Array) return readBignum(content, tag === 3);
  if (tag === 4 && Array.isArray(content)) return readDecimalFraction(content);
  return undefined;
}

/** The finite number in a text as people write numbers; undefined if the text is anything else. */
export function readDecimal(text: string): number | undefined {
  if (text.length > 400 || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  return finite(Number(text));
}

function readBignum(bytes: Uint8Array, negative: boolean): number | undefined {
  if (bytes.length > 128) return undefined;
  const magnitude = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return finite(negative ? -1 - magnitude : magnitude);
}

function readDecimalFraction([exponent, mantissa]: readonly unknown[]): number | undefined {
  if (!Number.isSafeInteger(exponent) || !Number.isSafeInteger(mantissa)) return undefined;
  return finite(Number(`${mantissa}e${exponent}`));
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
