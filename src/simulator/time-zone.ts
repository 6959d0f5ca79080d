import { zoneOffsets } from '../building/zone-offset.ts';
import { remembered } from './memo.ts';
import { DAY, HOUR } from './site.ts';

/** A zone with its summer time. */
export interface TimeZone {
  /** Standard time minus UTC. */
  readonly standardOffsetMs: number;
  /** How far clocks are ahead of standard time at noon of a day, counted from 1970-01-01 in standard time. */
  readonly aheadMs: (day: number) => number;
}

/**
 * A zone of the IANA database, such as `Europe/Rome`, or an offset. What Node knows of a zone counts, so versions that
 * know other laws may give other readings. Throws RangeError for what is no zone.
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

/** In one of them it is winter, wherever the zone is. */
const JANUARY = Date.UTC(2026, 0, 15);
const JULY = Date.UTC(2026, 6, 15);
/** Of which the answer is kept. */
const DAYS = 512;
