import { byKind, type SensorKind } from '../building/sensors.ts';
import { readTime } from '../building/time.ts';
import type { DecodedReading } from './decoded.ts';

/**
 * Reads the JSON of a reading that has the very shape in which `publish` writes it, from the bytes: to make a text
 * of them, an object of the text and a date of its field costs many times as much. Undefined for whatever differs, if
 * only by a space, the order of keys or an exponent. That may still be a reading; what is read here says the same
 * as it would there.
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
  const time = timeOf(bytes, timeAt);
  const seq = numberAt(bytes, timeEnd + BEFORE_SEQ.length, last);
  if (value === undefined || time === undefined) return undefined;
  if (seq === undefined || seq < 0 || !Number.isInteger(seq)) return undefined;
  return { kind: 'reading', value, unit, time, seq, format: 'json' };
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

/** The index of the comma behind a number, or of another byte where the number is longer than what is read here. */
function endOfNumber(bytes: Uint8Array, from: number): number {
  let end = from;
  while (bytes[end] !== COMMA && end - from <= MOST_DIGITS) end++;
  return end;
}

/** Whole numbers of so many digits are exact in a double, and so are the powers of ten up to them. */
const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, n) => 10 ** n);

/**
 * A number of RFC 8259 §6 without exponent. The quotient of two exact numbers is the double nearest to the decimal,
 * which is what `JSON.parse` gives.
 */
function numberAt(bytes: Uint8Array, from: number, end: number): number | undefined {
  const isNegative = bytes[from] === MINUS;
  const start = isNegative ? from + 1 : from;
  if (start >= end || end - start > MOST_DIGITS) return undefined;
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

/** Days follow each other seldom: milliseconds since 1970 of the last one, and the number that its digits make. */
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

/** NaN where one of them is no digit. */
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
