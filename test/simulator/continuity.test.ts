// Tests src/simulator/: no jump of a reading at the seams of days.
import { expect, it } from 'vitest';
import type { Address } from '../../src/building/address.ts';
import { WINGS } from '../../src/building/wings.ts';
import { DAY, DEFAULT_SITE, HOUR, MINUTE } from '../../src/simulator/site.ts';
import { timeZone } from '../../src/simulator/time-zone.ts';
import { createWorld, type World } from '../../src/simulator/world.ts';

/** Every ninth day of a year, so each day of the week, and the days at which a year or a clock has a seam. */
const DAYS = [
  ...Array.from({ length: 41 }, (_, i) => Date.UTC(2027, 11, 1) + 9 * i * DAY),
  ...['2028-01-01', '2028-02-29', '2028-03-01', '2028-03-26', '2028-03-27', '2028-10-29', '2028-10-30'].map(
    Date.parse,
  ),
];
const ROOMS = WINGS.flatMap((wing) => [1, 4, 5, 6].map((room) => ({ building: 'B', floor: 1, wing, room })));
/** A larger step within two minutes is a jump. */
const MAX_STEP = { TEMP: 0.12, HUM: 0.6, CO2: 40 } as const;

it.each([
  ['midnight', 0],
  ['four in the morning', 4 * HOUR],
])('temperature, humidity and carbon dioxide do not jump at %s, wherever local time is', (_, seam) => {
  const jumps = ['UTC', '-05:30', 'Europe/Rome'].flatMap((zone) => {
    const { standardOffsetMs: utcOffsetMs, aheadMs: clockAheadMs } = timeZone(zone);
    const site = { ...DEFAULT_SITE, utcOffsetMs, clockAheadMs };
    const world = createWorld({ seed: '3', values: 'realistic', ranges: new Map(), site });
    return DAYS.flatMap((day) => jumpsAt(world, day + seam - utcOffsetMs));
  });
  expect(jumps).toEqual([]);
});

function jumpsAt(world: World, at: number) {
  return ROOMS.flatMap((room) =>
    (['TEMP', 'HUM', 'CO2'] as const).flatMap((sensor) => {
      const address: Address = { ...room, sensor };
      const step = Math.abs(world.value(address, at + MINUTE) - world.value(address, at - MINUTE));
      return step < MAX_STEP[sensor] ? [] : [{ address, time: new Date(at).toISOString(), step }];
    }),
  );
}
