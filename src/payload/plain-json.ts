import { byKind, type SensorKind } from '../building/sensors.ts';
import { readTime } from '../building/time.ts';
import type { DecodedReading } from './decoded.ts';

/**
 * Reads a reading in JSON from its bytes if the JSON has the exact shape that `publish` writes. By hand, because this
 * takes 0.14 µs instead of 1.36 in `readPayload` (JSON.parse and Date.parse alone take 0.65): no text, object or date is
 * made. Undefined if anything differs, were it a space, the order of keys or an exponent: `readPayload` may still read
 * it. A test holds that both readers agree.
 */
export function readPlainJson(bytes: Uint8Array, sensor: SensorKind): DecodedReading | undefined {
  const { beforeValue, beforeTime, unit } = SHAPES[sensor];
  if (!isAt(bytes, 0, beforeValue)) return undefined;
  const valueEnd = endOfNumber(bytes, beforeValue.length);
  const timeAt = valueEnd + beforeTime.length;
  const timeEnd = timeAt + TIME_LENGTH;
  const last = bytes.length - 1;
  if (!isAt(bytes, valueEnd, beforeTime) || !isAt(bytes, timeEnd, BEFORE_SEQ)) return undefined;
  if (bytes[last] !== BRACE) return undefined;
  const value = numberAt(bytes, beforeValue.length, valueEnd);
  const timeMs = timeOf(bytes, timeAt);
  const seq = numberAt(bytes, timeEnd + BEFORE_SEQ.length, last);
  if (value === undefined || timeMs === undefined) return undefined;
  if (seq === undefined || seq < 0 || !Number.isInteger(seq)) return undefined;
  return { kind: 'reading', value, unit, timeMs, seq, format: 'json' };
}

const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const T = 0x54;
const Z = 0x5a;
const BRACE = 0x7d;

const TIME_LENGTH = '2026-01-05T08:00:00.000Z'.length;
const BEFORE_SEQ = Buffer.from('","seq":');

interface Shape {
  readonly beforeValue: Uint8Array;
  readonly beforeTime: Uint8Array;
  readonly unit: string;
}

const SHAPES = byKind(
  ({ kind, unit }): Shape => ({
    beforeValue: Buffer.from(`{"sensor":"${kind}","value":`),
    beforeTime: Buffer.from(`,"unit":"${unit}","time":"`),
    unit,
  }),
);

function isAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

/** The index of the comma behind a number, or of a later digit if the number has more than `MAX_DIGITS`. */
function endOfNumber(bytes: Uint8Array, from: number): number {
  let end = from;
  while (bytes[end] !== COMMA && end - from <= MAX_DIGITS) end++;
  return end;
}

/** A double holds whole numbers of 15 digits exactly, and the powers of ten up to 10^15. */
const MAX_DIGITS = 15;
const POWERS = Array.from({ length: MAX_DIGITS + 1 }, (_, n) => 10 ** n);

/**
 * A number of RFC 8259 §6 without exponent. The quotient of two exact numbers is the double nearest to the decimal, as
 * `JSON.parse` gives it.
 */
function numberAt(bytes: Uint8Array, from: number, end: number): number | undefined {
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

/** The last day met, for most readings fall on the same day: the number its digits make, and milliseconds since 1970. */
let lastDay = Number.NaN;
let lastDayMs: number | undefined;

/** `2026-01-05T08:00:00.000Z` in milliseconds since 1970. */
function timeOf(bytes: Uint8Array, at: number): number | undefined {
  const isShaped =
    bytes[at + 4] === MINUS &&
    bytes[at + 7] === MINUS &&
    bytes[at + 10] === T &&
    bytes[at + 13] === COLON &&
    bytes[at + 16] === COLON &&
    bytes[at + 19] === POINT &&
    bytes[at + 23] === Z;
  const day = digitsAt(bytes, at, 4) * 10_000 + digitsAt(bytes, at + 5, 2) * 100 + digitsAt(bytes, at + 8, 2);
  const hours = digitsAt(bytes, at + 11, 2);
  const minutes = digitsAt(bytes, at + 14, 2);
  const seconds = digitsAt(bytes, at + 17, 2);
  const ms = digitsAt(bytes, at + 20, 3);
  if (!isShaped || !(day >= 0 && hours < 24 && minutes < 60 && seconds < 60 && ms >= 0)) return undefined;
  if (day !== lastDay) {
    lastDay = day;
    lastDayMs = readTime(`${String.fromCharCode(...bytes.subarray(at, at + 10))}T00:00:00Z`);
  }
  return lastDayMs === undefined
    ? undefined
    : lastDayMs + ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
}

/** The number in `count` digits; NaN if any of them is not a digit. */
function digitsAt(bytes: Uint8Array, from: number, count: number): number {
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
