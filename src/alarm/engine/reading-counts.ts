import type { Point } from './point.ts';

/** Counts of readings by their trouble, for the summary. */
export interface ReadingCounts {
  readings: number;
  /** Readings of topics outside a building. */
  foreign: number;
  /** Readings of sensors beyond the limit of kept sensors. */
  surplus: number;
  retained: number;
  duplicates: number;
  /** Older than the newest of the same sensor, and ignored. */
  outOfOrder: number;
  /** In order, but more than a minute behind the newest of any sensor. */
  late: number;
  invalid: number;
  /** Too far in the future to be believed, and ignored. */
  implausible: number;
}

const LATE_MS = 60_000;

export function noReadings(): ReadingCounts {
  return {
    readings: 0,
    foreign: 0,
    surplus: 0,
    retained: 0,
    duplicates: 0,
    outOfOrder: 0,
    late: 0,
    invalid: 0,
    implausible: 0,
  };
}

/** True unless a reading is out of order or a duplicate. Counts these, and late readings. Times are ms since 1970. */
export function isNews(
  counts: ReadingCounts,
  point: Point,
  value: number,
  timeMs: number,
  now: number,
): boolean {
  if (timeMs < point.timeMs) {
    counts.outOfOrder++;
    return false;
  }
  if (timeMs === point.timeMs && Object.is(value, point.value)) {
    counts.duplicates++;
    return false;
  }
  if (timeMs < now - LATE_MS) counts.late++;
  return true;
}
