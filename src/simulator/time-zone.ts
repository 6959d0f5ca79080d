import { zoneOffsets } from '../building/zone-offset.ts';
import { remembered } from './memo.ts';
import { DAY, HOUR } from './site.ts';

/** A zone with its summer time. */
export interface TimeZone {
  /** Standard time minus UTC. */
  readonly standardOffsetMs: number;
  /** Clocks minus standard time at noon of a day. Days count from 1970-01-01 in standard time. */
  readonly aheadMs: (day: number) => number;
}

/**
 * A zone of the IANA database, such as `Europe/Rome`, or an offset. The zone data of Node counts: versions with other
 * laws may give other readings. Throws RangeError for an unknown zone.
 */
export function timeZone(name: string): TimeZone {
  const offsetAt = zoneOffsets(name);
  const standardOffsetMs = Math.min(offsetAt(JANUARY), offsetAt(JULY));
  const aheadOn = remembered(
    DAYS,
    () => 0,
    (_: undefined, day) => offsetAt(day * DAY + 12 * HOUR - standardOffsetMs) - standardOffsetMs,
  );
  return { standardOffsetMs, aheadMs: (day) => aheadOn(undefined, day) };
}

/** One of the two is in winter, in any zone. */
const JANUARY = Date.UTC(2026, 0, 15);
const JULY = Date.UTC(2026, 6, 15);
/** The number of remembered days. */
const DAYS = 512;
