import { byKind, type SensorKind } from '../building/sensors.ts';
import { readTime } from '../building/time.ts';
import type { DecodedReading } from './decoded.ts';
import { digitsAt, endOfNumber, isAt, jsonNumberAt } from './plain-bytes.ts';

/**
 * Reads a reading in JSON from its bytes if the JSON has the exact shape that `publish` writes. By hand, because this
 * takes 0.14 µs instead of 1.36 in `readPayload` (JSON.parse and Date.parse alone take 0.65): no text, object or date is
 * made. Undefined if anything differs, were it a space, the order of keys or an exponent: `readPayload` may still read
 * it. A test holds that both readers agree.
 */
export function readPlainJson(bytes: Uint8Array, sensor: SensorKind): DecodedReading | undefined {
  const { beforeValue, beforeTime, unit } = SHAPES[sensor];
  if (!isAt(bytes, 0, beforeValue)) return undefined;
  const valueEnd = endOfNumber(bytes, beforeValue.length, COMMA);
  const timeAt = valueEnd + beforeTime.length;
  const timeEnd = timeAt + TIME_LENGTH;
  const last = bytes.length - 1;
  if (!isAt(bytes, valueEnd, beforeTime) || !isAt(bytes, timeEnd, BEFORE_SEQ)) return undefined;
  if (bytes[last] !== BRACE) return undefined;
  const value = jsonNumberAt(bytes, beforeValue.length, valueEnd);
  const timeMs = timeOf(bytes, timeAt);
  const seq = jsonNumberAt(bytes, timeEnd + BEFORE_SEQ.length, last);
  if (value === undefined || timeMs === undefined) return undefined;
  if (seq === undefined || seq < 0 || !Number.isInteger(seq)) return undefined;
  return { kind: 'reading', value, unit, timeMs, seq, format: 'json' };
}

const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
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
