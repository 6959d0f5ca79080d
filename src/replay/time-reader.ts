import { readRecordedTime, readTime } from '../building/time.ts';
import { zoneOffsets } from '../building/zone-offset.ts';

export const DATE_ORDERS = ['dmy', 'mdy', 'ymd'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** The clock and the dates of a recording. */
export interface TimeNotation {
  /** The order of day, month and year; undefined: `05/01/2026` has no certain order and is no time. */
  readonly dateOrder?: DateOrder | undefined;
  /** A zone of the IANA database or an offset, for times without a zone; undefined: UTC. */
  readonly timeZone?: string | undefined;
}

/** The moment in a text, in milliseconds since 1970; undefined for any other text. */
export type TimeReader = (text: string) => number | undefined;

/**
 * A reader for the times of one recording, in order. The order matters in the hour that clocks show twice in autumn: a
 * time earlier than the time before belongs to the second hour. Throws RangeError for an unknown zone.
 */
export function createTimeReader({ dateOrder, timeZone }: TimeNotation): TimeReader {
  const toUtc = timeZone === undefined ? (localMs: number) => localMs : zoneClock(timeZone);
  let lastMs = Number.NEGATIVE_INFINITY;
  return (text) => {
    const trimmed = text.trim();
    const certainMs = timeZone === undefined ? readRecordedTime(trimmed) : readTime(trimmed);
    const timeMs = certainMs ?? localTime(trimmed, dateOrder, (localMs) => toUtc(localMs, lastMs));
    if (timeMs !== undefined) lastMs = timeMs;
    return timeMs;
  };
}

/** True for a date such as `05/01/2026`: only a date order makes it a time. */
export function needsDateOrder(text: string): boolean {
  return /^\d{1,2}[-/]\d{1,2}[-/]\d{2,4}\b/.test(text.trim());
}

/** A date and a time of day, in the forms of spreadsheets and loggers: `5.1.2026 8:00`, `01/05/26, 08:00:00 AM`. */
const LOCAL =
  /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s?([ap])\.?\s?m\.?)?)?$/i;

function localTime(
  text: string,
  dateOrder: DateOrder | undefined,
  toUtc: (localMs: number) => number,
): number | undefined {
  const [numeric, namedOrder] = withMonthNumber(text);
  const match = LOCAL.exec(numeric);
  if (match === null) return undefined;
  const [
    ,
    first = '',
    mark,
    second = '',
    third = '',
    hour = '0',
    minute = '0',
    seconds = '0',
    fraction = '',
    half,
  ] = match;
  const order = first.length === 4 ? 'ymd' : (namedOrder ?? dateOrder ?? (mark === '.' ? 'dmy' : undefined));
  if (order === undefined) return undefined;
  const parts = { [order[0] ?? '']: first, [order[1] ?? '']: second, [order[2] ?? '']: third };
  const [year, month, day] = [fullYear(parts.y ?? ''), Number(parts.m), Number(parts.d)];
  const hours = hourOfDay(Number(hour), half);
  if (hours === undefined || Number(minute) > 59 || Number(seconds) > 59) return undefined;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  // JavaScript takes 31 February for 3 March.
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day || year < 1) return undefined;
  const ofDayMs = ((hours * 60 + Number(minute)) * 60 + Number(seconds)) * 1000;
  return toUtc(midnight.getTime() + ofDayMs + Number(fraction.slice(0, 3).padEnd(3, '0')));
}

/** The first three letters of the months, in English and Spanish. */
const MONTHS = 'jan/ene feb mar apr/abr may jun jul aug/ago sep oct nov dec/dic'.split(' ');

/** `5-Jan-2026 8:00` and `Mon Jan 5, 2026 8:00` with the number of the month, and the order of the date. */
function withMonthNumber(text: string): readonly [text: string, order: DateOrder | undefined] {
  const [, day, month = '', rest] =
    /^(?:[a-z]{3},? )?(\d{1,2})[- ]([a-z]{3,10})\.?[- ](\d.*)$/i.exec(text) ?? [];
  const [, month2 = '', day2, rest2] =
    /^(?:[a-z]{3},? )?([a-z]{3,10})\.? +(\d{1,2}),? (\d{4}.*)$/i.exec(text) ?? [];
  const number =
    MONTHS.findIndex((names) => names.split('/').includes((month || month2).slice(0, 3).toLowerCase())) + 1;
  if (number === 0) return [text, undefined];
  return [`${day ?? day2}/${number}/${rest ?? rest2}`, 'dmy'];
}

/** Two digits are a year from 1970 to 2069. */
function fullYear(text: string): number {
  const year = Number(text);
  return text.length > 2 ? year : year + (year < 70 ? 2000 : 1900);
}

function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour < 24 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/** Smaller steps back are the usual disorder of a recording, not the second hour. */
const DISORDER_MS = 60_000;
const DAY = 86_400_000;

/** Local to UTC, both in milliseconds. A time that clocks leave out in spring counts on from the hour before. */
function zoneClock(zone: string): (localMs: number, lastMs: number) => number {
  const offsetAt = zoneOffsets(zone);
  let day = Number.NaN;
  let [before, after] = [0, 0];
  return (localMs, lastMs) => {
    const localDay = Math.floor(localMs / DAY);
    if (localDay !== day) {
      day = localDay;
      [before, after] = [offsetAt((day - 1) * DAY), offsetAt((day + 2) * DAY)];
    }
    if (before === after) return localMs - before;
    const moments = [localMs - before, localMs - after].filter((ms) => ms + offsetAt(ms) === localMs);
    const [first = localMs - before, second = first] = moments;
    return first < lastMs - DISORDER_MS ? second : first;
  };
}
