import type { Hours } from '../../yaml/values.ts';

export { DAYS, type Hours } from '../../yaml/values.ts';

/** The minutes of a week from Monday 00:00, then of a holiday, one byte each: 1 within the schedule. */
export type WeekSchedule = Uint8Array;

/** A holiday has minutes of its own behind Sunday, whatever its weekday. */
export const HOLIDAY = 7;
export const ALL_DAYS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, HOLIDAY];

export const MINUTES_OF_DAY = 24 * 60;
export const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;

/**
 * The schedule of some days (0 is Monday, 7 is a holiday) and hours. Hours past midnight belong to the day of their
 * start; on holidays also to the morning of the holiday.
 */
export function weekSchedule(days: readonly number[], hours: readonly Hours[]): WeekSchedule {
  const schedule = new Uint8Array(MINUTES_OF_WEEK + MINUTES_OF_DAY);
  for (const day of days) {
    for (const { from, to } of hours) {
      const length = (to - from + MINUTES_OF_DAY) % MINUTES_OF_DAY || MINUTES_OF_DAY;
      for (let minute = from; minute < from + length; minute++) schedule[minuteOf(day, minute)] = 1;
    }
  }
  return schedule;
}

/** @param minute of the day, or of the night after it */
function minuteOf(day: number, minute: number): number {
  if (day === HOLIDAY) return MINUTES_OF_WEEK + (minute % MINUTES_OF_DAY);
  return (day * MINUTES_OF_DAY + minute) % MINUTES_OF_WEEK;
}

/** True if two schedules have a minute in common; undefined stands for always. */
export function schedulesOverlap(a: WeekSchedule | undefined, b: WeekSchedule | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return a.some((held, minute) => held === 1 && b[minute] === 1);
}

/** The longest unbroken stretch of a schedule in an ordinary week or on a holiday, milliseconds; Infinity for always. */
export function longestStretchMs(schedule: WeekSchedule): number {
  const firstGap = schedule.subarray(0, MINUTES_OF_WEEK).indexOf(0);
  if (firstGap === -1) return Infinity;
  let longest = 0;
  let stretch = 0;
  for (let i = 1; i <= MINUTES_OF_WEEK; i++) {
    stretch = schedule[(firstGap + i) % MINUTES_OF_WEEK] === 1 ? stretch + 1 : 0;
    longest = Math.max(longest, stretch);
  }
  if (longest === 0) longest = schedule.subarray(MINUTES_OF_WEEK).filter((held) => held === 1).length;
  return longest * 60_000;
}
