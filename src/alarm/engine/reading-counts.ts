import type { Point } from './point.ts';

/** What the readings were like, for the summary. */
export interface ReadingCounts {
  readings: number;
  /** Not about a sensor of a building. */
  foreign: number;
  retained: number;
  duplicates: number;
  /** Older than the newest of the same sensor: not looked at. */
  outOfOrder: number;
  /** In order, but more than a minute behind the newest of any sensor. */
  late: number;
  invalid: number;
  /** So far in the future that nobody believes it. */
  implausible: number;
}

const LATE_MS = 60_000;

export function noReadings(): ReadingCounts {
  return {
    readings: 0,
    foreign: 0,
    retained: 0,
    duplicates: 0,
    outOfOrder: 0,
    late: 0,
    invalid: 0,
    implausible: 0,
  };
}

/** Whether a reading tells something new of its sensor; counts it if it comes late or not in its turn. */
export function isNews(
  counts: ReadingCounts,
  point: Point,
  value: number,
  time: number,
  now: number,
): boolean {
  if (time < point.time) {
    counts.outOfOrder++;
    return false;
  }
  if (time === point.time && Object.is(value, point.value)) {
    counts.duplicates++;
    return false;
  }
  if (time < now - LATE_MS) counts.late++;
  return true;
}
