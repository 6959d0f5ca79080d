import { describe, expect, it } from 'vitest';
import { createMoments } from '../../src/simulator/moment.ts';
import { placeSeeds } from '../../src/simulator/place-seeds.ts';
import { roomAt } from '../../src/simulator/room.ts';
import { DAY, DEFAULT_SITE, HOUR, MINUTE, type Site } from '../../src/simulator/site.ts';
import { timeZone } from '../../src/simulator/time-zone.ts';
import { createWorld } from '../../src/simulator/world.ts';
import { quantile } from './statistics.ts';

const dayOf = (date: string) => Date.parse(date) / DAY;

describe('a time zone', () => {
  it.each([
    ['Europe/Rome', 1, '2026-03-28', 0],
    ['Europe/Rome', 1, '2026-03-29', 1],
    ['Europe/Rome', 1, '2026-10-24', 1],
    ['Europe/Rome', 1, '2026-10-25', 0],
    ['America/Santiago', -4, '2026-01-01', 1],
    ['America/Santiago', -4, '2026-07-01', 0],
    ['Australia/Lord_Howe', 10.5, '2026-01-01', 0.5],
    ['Asia/Kolkata', 5.5, '2026-07-01', 0],
    ['-03:30', -3.5, '2026-07-01', 0],
  ])('%s is %d hours from UTC, and on %s its clocks are %d ahead', (name, offset, date, ahead) => {
    const { standardOffsetMs, aheadMs } = timeZone(name);
    expect(standardOffsetMs).toBe(offset * HOUR);
    expect(aheadMs(dayOf(date))).toBe(ahead * HOUR);
    expect(aheadMs(dayOf(date))).toBe(ahead * HOUR);
  });
});

function siteIn(name: string): Site {
  const { standardOffsetMs, aheadMs } = timeZone(name);
  return { ...DEFAULT_SITE, utcOffsetMs: standardOffsetMs, clockAheadMs: aheadMs };
}

describe('in a building that keeps summer time', () => {
  const at = { building: 'B', floor: 1, wing: 'S', sensor: 'TEMP' } as const;
  /** When people come in the morning, on average of some rooms and days, in hours of UTC. */
  const arrival = (site: Site, firstDay: string) => {
    const momentOf = createMoments();
    const hours = [1, 2, 3, 7, 8, 9].flatMap((number) =>
      Array.from({ length: 5 }, (_, day) => {
        const address = { ...at, room: number };
        const room = roomAt(site, placeSeeds(1, address), address);
        const { bouts, sinceWorkday } = momentOf(room, Date.parse(firstDay) + day * DAY + 12 * HOUR);
        return bouts.slice(0, 1).map((comes) => 12 + (comes - sinceWorkday) / HOUR);
      }).flat(),
    );
    expect(hours.length).toBeGreaterThan(10);
    // Some come at noon, or for an hour in the afternoon.
    return quantile(hours, 0.25);
  };

  it('people come by the clock on the wall: half past eight in Rome', () => {
    expect(arrival(siteIn('Europe/Rome'), '2026-01-12')).toBeCloseTo(7.5, 0);
    expect(arrival(siteIn('Europe/Rome'), '2026-07-13')).toBeCloseTo(6.5, 0);
    const winter = arrival(siteIn('+01:00'), '2026-07-13');
    expect(winter - arrival(siteIn('Europe/Rome'), '2026-07-13')).toBeCloseTo(1, 9);
  });

  it('where clocks stay, all readings are those of the offset', () => {
    const valuesOf = (site: Site) => {
      const world = createWorld({ seed: '1', values: 'realistic', ranges: new Map(), site });
      return Array.from({ length: 200 }, (_, i) =>
        world.value({ ...at, room: 1 + (i % 6) }, Date.UTC(2026, 6, 1) + i * 17 * MINUTE),
      );
    };
    expect(valuesOf(siteIn('Asia/Kolkata'))).toEqual(valuesOf(siteIn('+05:30')));
    expect(valuesOf(siteIn('Europe/Rome'))).not.toEqual(valuesOf(siteIn('+01:00')));
  });
});
