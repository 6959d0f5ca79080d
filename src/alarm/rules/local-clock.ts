import { zoneOffsets } from '../../building/zone-offset.ts';
import { MINUTES_OF_WEEK } from './schedule.ts';

/** The minute of the week in local time, from Monday 00:00, at a time in milliseconds since 1970. */
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
  const offsetAt = zoneOffsets(timeZone);
  let quarter = Number.NaN;
  let offsetMs = 0;
  return (timeMs) => {
    const current = Math.floor(timeMs / QUARTER);
    if (current !== quarter) {
      offsetMs = offsetAt(timeMs);
      quarter = current;
    }
    return weekMinute(timeMs + offsetMs);
  };
}

function weekMinute(timeMs: number): number {
  const minute = (Math.floor(timeMs / MINUTE) + EPOCH_MINUTE) % MINUTES_OF_WEEK;
  return minute < 0 ? minute + MINUTES_OF_WEEK : minute;
}
