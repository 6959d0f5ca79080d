import type { RoomAddress } from '../building/address.ts';
import type { RoomType } from '../building/room-type.ts';

/** The place and the working hours of a building. */
export interface Site {
  /** Degrees north; negative in the south. */
  readonly latitude: number;
  /** Local standard time minus UTC. Sun, weather and days keep standard time the whole year: no day has 23 hours. */
  readonly utcOffsetMs: number;
  /** The sun's time minus local standard time: 0 on the meridian of the time zone, less in the west of it. */
  readonly solarAheadMs: number;
  /** People's clocks minus standard time on a local day, in milliseconds: summer time. */
  readonly clockAheadMs: (day: number) => number;
  /** 0 is Monday. */
  readonly workingDays: ReadonlySet<number>;
  /** The times at which most people come and go, in milliseconds since midnight by people's clocks. */
  readonly workingHours: WorkingHours;
  /** Local dates without work, of one year (`2026-04-03`) or of every year (`12-25`). */
  readonly holidays: ReadonlySet<string>;
  /** The types of rooms with a named type. Other rooms get a type by their place. */
  readonly roomType: (room: RoomAddress) => RoomType | undefined;
}

export type WorkingHours = readonly [from: number, to: number];

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Mid-latitude north, local time is UTC, nine to six from Monday to Friday. */
export const DEFAULT_SITE: Site = {
  latitude: 40,
  utcOffsetMs: 0,
  solarAheadMs: 0,
  clockAheadMs: () => 0,
  workingDays: new Set([0, 1, 2, 3, 4]),
  workingHours: [8.5 * HOUR, 18 * HOUR],
  holidays: new Set(),
  roomType: () => undefined,
};

/** Days since 1970-01-01 in the building's own standard time. */
export function localDay({ utcOffsetMs }: Site, timeMs: number): number {
  return Math.floor((timeMs + utcOffsetMs) / DAY);
}

/** The first moment of a local day. */
export function startOfDay({ utcOffsetMs }: Site, day: number): number {
  return day * DAY - utcOffsetMs;
}

/** The times at which most people come and go on a local day, in milliseconds since the day began. */
export function workingHoursOn({ workingHours: [from, to], clockAheadMs }: Site, day: number): WorkingHours {
  const aheadMs = clockAheadMs(day);
  return [from - aheadMs, to - aheadMs];
}

export function isWorkingDay({ workingDays, holidays }: Site, day: number): boolean {
  // 1970-01-01 was a Thursday.
  const weekday = (((day + 3) % 7) + 7) % 7;
  if (!workingDays.has(weekday)) return false;
  if (holidays.size === 0) return true;
  const date = new Date(day * DAY).toISOString().slice(-24, -14);
  return !holidays.has(date) && !holidays.has(date.slice(5));
}

/** The season as a cosine: 1 in the middle of winter (20 January in the north), -1 in the middle of summer. */
export function winter({ latitude }: Site, timeMs: number): number {
  const year = (2 * Math.PI * (timeMs - 19 * DAY)) / YEAR;
  return latitude < 0 ? -Math.cos(year) : Math.cos(year);
}

export const YEAR = 365.2425 * DAY;
