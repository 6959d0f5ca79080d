import { zoneOffsets } from '../../building/zone-offset.ts';
import { MINUTES_OF_DAY, MINUTES_OF_WEEK } from './schedule.ts';

/**
 * The minute of the week in local time, from Monday 00:00, at a time in milliseconds since 1970. The minutes of a holiday
 * come behind the last minute of the week.
 */
export type LocalClock = (timeMs: number) => number;

const MINUTE = 60_000;
/** Every zone's offset changes on a quarter of an hour. */
const QUARTER = 15 * MINUTE;
/** 1970-01-01 was a Thursday. */
const EPOCH_MINUTE = 3 * 24 * 60;

export const utcClock: LocalClock = (timeMs) => weekMinute(timeMs);

/**
 * The clock of an offset, or of an IANA time zone such as `Europe/Madrid` with daylight saving. Throws RangeError for
 * an unknown zone.
 */
export function zoneClock(timeZone: string): LocalClock {
  return localClock(zoneOffsets(timeZone));
}

/**
 * The clock of a zone with holidays.
 *
 * @param offsetAt the clocks of the zone minus UTC, in milliseconds; UTC if left out
 * @param holidays local dates of one year (`2026-04-03`) or of every year (`12-25`)
 */
export function localClock(
  offsetAt?: (timeMs: number) => number,
  holidays: readonly string[] = [],
): LocalClock {
  if (offsetAt === undefined && holidays.length === 0) return utcClock;
  const isHoliday = holidayCheck(new Set(holidays));
  let quarter = Number.NaN;
  let offsetMs = 0;
  let isFree = false;
  return (timeMs) => {
    const current = Math.floor(timeMs / QUARTER);
    if (current !== quarter) {
      offsetMs = offsetAt?.(timeMs) ?? 0;
      isFree = isHoliday(timeMs + offsetMs);
      quarter = current;
    }
    const minute = weekMinute(timeMs + offsetMs);
    return isFree ? MINUTES_OF_WEEK + (minute % MINUTES_OF_DAY) : minute;
  };
}

function holidayCheck(holidays: ReadonlySet<string>): (localMs: number) => boolean {
  if (holidays.size === 0) return () => false;
  return (localMs) => {
    if (!(Math.abs(localMs) <= 8.64e15)) return false;
    const date = new Date(localMs).toISOString().slice(0, -14);
    return holidays.has(date) || holidays.has(date.slice(5));
  };
}

function weekMinute(timeMs: number): number {
  const minute = (Math.floor(timeMs / MINUTE) + EPOCH_MINUTE) % MINUTES_OF_WEEK;
  return minute < 0 ? minute + MINUTES_OF_WEEK : minute;
}
