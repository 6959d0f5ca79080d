import type { Hours } from '../../yaml/values.ts';

export { DAYS, type Hours } from '../../yaml/values.ts';

/** The minutes of a week from Monday 00:00, one byte each: 1 within the schedule. */
export type WeekSchedule = Uint8Array;

export const MINUTES_OF_WEEK = 7 * 24 * 60;
const MINUTES_OF_DAY = 24 * 60;

/** The schedule of some days (0 is Monday) and hours. Hours past midnight belong to the day of their start. */
export function weekSchedule(days: readonly number[], hours: readonly Hours[]): WeekSchedule {
  const schedule = new Uint8Array(MINUTES_OF_WEEK);
  for (const day of days) {
    for (const { from, to } of hours) {
      const length = (to - from + MINUTES_OF_DAY) % MINUTES_OF_DAY || MINUTES_OF_DAY;
      for (let minute = from; minute < from + length; minute++) {
        schedule[(day * MINUTES_OF_DAY + minute) % MINUTES_OF_WEEK] = 1;
      }
    }
  }
  return schedule;
}

/** True if two schedules have a minute in common; undefined stands for always. */
export function schedulesOverlap(a: WeekSchedule | undefined, b: WeekSchedule | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return a.some((held, minute) => held === 1 && b[minute] === 1);
}

/** The longest unbroken stretch of a schedule, milliseconds; Infinity for always. */
export function longestStretchMs(schedule: WeekSchedule): number {
  const firstGap = schedule.indexOf(0);
  if (firstGap === -1) return Infinity;
  let longest = 0;
  let stretch = 0;
  for (let i = 1; i <= MINUTES_OF_WEEK; i++) {
    stretch = schedule[(firstGap + i) % MINUTES_OF_WEEK] === 1 ? stretch + 1 : 0;
    longest = Math.max(longest, stretch);
  }
  return longest * 60_000;
}
