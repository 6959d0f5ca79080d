/** True if these bytes stand there. */
export function isAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/** A double holds whole numbers of 15 digits exactly, and the powers of ten up to 10^15. */
const MAX_DIGITS = 15;
const POWERS = Array.from({ length: MAX_DIGITS + 1 }, (_, n) => 10 ** n);

/** The index of the byte `stop` behind a JSON number, or of a later digit if the number has more than `MAX_DIGITS`. */
export function endOfNumber(bytes: Uint8Array, from: number, stop: number): number {
  let end = from;
  while (bytes[end] !== stop && end - from <= MAX_DIGITS) end++;
  return end;
}

/**
 * A number of RFC 8259 §6 without exponent. The quotient of two exact numbers is the double nearest to the decimal, as
 * `JSON.parse` gives it.
 */
export function jsonNumberAt(bytes: Uint8Array, from: number, end: number): number | undefined {
  const isNegative = bytes[from] === MINUS;
  const start = isNegative ? from + 1 : from;
  if (start >= end || end - start > MAX_DIGITS) return undefined;
  let digits = 0;
  let point: number | undefined;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (isDigit(byte)) digits = digits * 10 + byte - ZERO;
    else if (byte === POINT && point === undefined) point = at;
    else return undefined;
  }
  const wholeEnd = point ?? end;
  const hasLeadingZero = bytes[start] === ZERO && wholeEnd > start + 1;
  if (hasLeadingZero || wholeEnd === start || point === end - 1) return undefined;
  const value = digits / (POWERS[point === undefined ? 0 : end - 1 - point] ?? Number.NaN);
  return isNegative ? -value : value;
}

/** The number in `count` digits; NaN if any of them is not a digit. */
export function digitsAt(bytes: Uint8Array, from: number, count: number): number {
  let number = 0;
  for (let at = from; at < from + count; at++) {
    const byte = bytes[at] ?? 0;
    number = isDigit(byte) ? number * 10 + byte - ZERO : Number.NaN;
  }
  return number;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

const DOUBLE = new Float64Array(1);
const OCTETS = new Uint8Array(DOUBLE.buffer);
const IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** A CBOR integer of up to 32 bits, or a double (RFC 8949 §3); NaN for any other item. `cborNumberOctets` has its size. */
export function cborNumberAt(bytes: Uint8Array, at: number): number {
  const initial = bytes[at] ?? 0;
  if (initial === 0xfb) return doubleAt(bytes, at + 1);
  const argument = argumentAt(bytes, at, initial & 0x1f);
  const major = initial >> 5;
  return major === 0 ? argument : major === 1 ? -1 - argument : Number.NaN;
}

/** Octets of the integer or double that begins there. */
export function cborNumberOctets(bytes: Uint8Array, at: number): number {
  const info = (bytes[at] ?? 0) & 0x1f;
  return info < 24 ? 1 : 1 + 2 ** (info - 24);
}

function argumentAt(bytes: Uint8Array, at: number, info: number): number {
  if (info < 24) return info;
  const size = info === 24 ? 1 : info === 25 ? 2 : info === 26 ? 4 : Number.NaN;
  if (!(at + size < bytes.length)) return Number.NaN;
  let argument = 0;
  for (let i = 1; i <= size; i++) argument = argument * 256 + (bytes[at + i] ?? 0);
  return argument;
}

function doubleAt(bytes: Uint8Array, at: number): number {
  if (at + 8 > bytes.length) return Number.NaN;
  for (let i = 0; i < 8; i++) OCTETS[IS_LITTLE ? 7 - i : i] = bytes[at + i] ?? 0;
  return DOUBLE[0] ?? Number.NaN;
}
