import { ReadError, type Reader } from './reader.ts';

const FIRST_TIME_MS = 0;
const LAST_TIME_MS = Date.UTC(9999, 11, 31);

/** A moment: `2026-01-05`, `2026-01-05T08:00:00Z`, or with an offset; UTC without one. Milliseconds since 1970. */
export const readTimestamp: Reader<number> = (text) => {
  const match = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  const zoned = match && (text.length === 10 || match[1]) ? text : `${text}Z`;
  const ms = match ? Date.parse(zoned.replace(' ', 'T')) : Number.NaN;
  if (!(ms >= FIRST_TIME_MS && ms <= LAST_TIME_MS && isDay(text.slice(0, 10)))) {
    throw new ReadError('use a time from 1970 to 9999 such as 2026-01-05 or 2026-01-05T08:00:00Z');
  }
  return ms;
};

/** Date.parse takes 31 February for 3 March. */
function isDay(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}
