/** Years 1 to 9999: the years with four digits in ISO 8601. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** Below this a number of seconds is no date but a time since something (RFC 8428 §4.5.3). */
export const ABSOLUTE_SECONDS = 2 ** 28;

/**
 * The time of a payload in milliseconds since 1970, or undefined for an uncertain time. A number is seconds,
 * milliseconds, microseconds or nanoseconds since 1970, told apart by size; a small number is a device's uptime. A text
 * needs a date, a time and a zone: without a zone the moment is unknown.
 */
export function readTime(time: unknown): number | undefined {
  if (typeof time === 'number') return readEpoch(time);
  if (typeof time !== 'string' || time.length > 64) return undefined;
  if (/^\d+(\.\d+)?$/.test(time)) return readEpoch(Number(time));
  if (!ISO.test(time)) return undefined;
  return withinYears(Date.parse(STRICT_ISO.test(time) ? time : toStrictIso(time)));
}

/** ISO 8601 as programs and databases print it: PostgreSQL writes `+01`, mosquitto_sub `Z+0100`, others `UTC`. */
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)? ?(UTC|GMT|Z|Z?[+-]\d\d(:?\d\d)?)$/i;

/** The most common form. The JavaScript engine parses this form as it stands. */
const STRICT_ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d:\d\d)$/;

/**
 * The same for the times of a recording. There only the spacing counts: a text without a zone is UTC, and a date alone
 * is midnight.
 */
export function readRecordedTime(time: unknown): number | undefined {
  const text = typeof time === 'string' ? time.trim() : '';
  return (
    readTime(typeof time === 'string' ? text : time) ?? readTime(`${text}Z`) ?? readTime(`${text}T00:00Z`)
  );
}

/** A moment from seconds since 1970. The seconds may be negative. */
export function fromEpochSeconds(seconds: number): number | undefined {
  return withinYears(Math.round(seconds * 1000));
}

let lastSecond = Number.NaN;
let lastStem = '';
let lastMs = Number.NaN;
let lastText = '';

/**
 * A moment in milliseconds since 1970 as ISO 8601 in UTC, as Date.toISOString gives. Takes a fifth of the time where
 * moments of one second follow each other, like the moments of readings. Throws RangeError beyond Date's range.
 */
export function isoTime(ms: number): string {
  if (ms !== lastMs) {
    lastText = isoText(ms);
    lastMs = ms;
  }
  return lastText;
}

function isoText(ms: number): string {
  const whole = Math.trunc(ms);
  const second = Math.floor(whole / 1000);
  if (second !== lastSecond) {
    lastStem = new Date(second * 1000).toISOString().slice(0, -4);
    lastSecond = second;
  }
  return `${lastStem}${String(whole - second * 1000).padStart(3, '0')}Z`;
}

function readEpoch(timeMs: number): number | undefined {
  if (!(timeMs >= ABSOLUTE_SECONDS)) return undefined;
  if (timeMs < 1e11) return fromEpochSeconds(timeMs);
  const ms = timeMs < 1e14 ? timeMs : timeMs < 1e17 ? timeMs / 1e3 : timeMs / 1e6;
  return withinYears(Math.round(ms));
}

function withinYears(ms: number): number | undefined {
  return ms >= EARLIEST && ms <= LATEST ? ms : undefined;
}

/** ISO 8601 as ECMAScript defines it: `T`, a point, upper case, minutes in the offset, no spaces. */
function toStrictIso(time: string): string {
  return time
    .toUpperCase()
    .replace(/^(\d{4}-\d\d-\d\d) /, '$1T')
    .replace(' ', '')
    .replace(',', '.')
    .replace(/(\.\d{3})\d+/, '$1')
    .replace(/UTC|GMT$/, 'Z')
    .replace(/Z(?=[+-])/, '')
    .replace(/(:\d\d(?:\.\d+)?[+-]\d\d)$/, '$100')
    .replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
}
