// Tests src/simulator/: no jump of a reading at the seams of days, and nothing absurd on any day.
import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/building/address.ts';
import { ROOM_TYPES } from '../../src/building/room-type.ts';
import { DAY, DEFAULT_SITE, HOUR, MINUTE, type Site } from '../../src/simulator/site.ts';
import { timeZone } from '../../src/simulator/time-zone.ts';
import { createWorld, type World } from '../../src/simulator/world.ts';

/** A larger step within two minutes is a jump. At night nobody comes, and no lamp goes on or off. */
const MAX_STEP = { TEMP: 0.12, HUM: 0.6, CO2: 40, LUX: 12 } as const;
const KINDS = Object.keys(MAX_STEP) as (keyof typeof MAX_STEP)[];

/** A building with each type of room, by number. */
function siteIn(zone: string, latitude = DEFAULT_SITE.latitude): Site {
  const { standardOffsetMs: utcOffsetMs, aheadMs: clockAheadMs } = timeZone(zone);
  const roomType = ({ room }: { readonly room: number }) => ROOM_TYPES[room - 1];
  return { ...DEFAULT_SITE, latitude, utcOffsetMs, clockAheadMs, roomType };
}

function roomsOf(wings: readonly Address['wing'][]): Omit<Address, 'sensor'>[] {
  return wings.flatMap((wing) => ROOM_TYPES.map((_, i) => ({ building: 'B', floor: 1, wing, room: i + 1 })));
}

/** The days of a year of local time, month ends, leap day and year's end among them. */
const YEAR = Array.from({ length: 366 }, (_, i) => Date.UTC(2027, 11, 1) + i * DAY);

describe.each(['UTC', '-05:30', 'Europe/Rome'])('where local time is %s', (zone) => {
  const site = siteIn(zone);
  const world = createWorld({ seed: '3', values: 'realistic', ranges: new Map(), site });

  it.each([
    ['midnight', 0],
    ['four in the morning', 4 * HOUR],
  ])('no room type has a jump at %s of any day of a year', (_, seam) => {
    expect(YEAR.flatMap((day) => jumpsAt(world, day + seam - site.utcOffsetMs))).toEqual([]);
  });
});

it.each([
  ['Europe/Rome', '2028-03-26T01:00Z'],
  ['Europe/Rome', '2028-10-29T01:00Z'],
  ['America/New_York', '2028-03-12T07:00Z'],
  ['America/New_York', '2028-11-05T06:00Z'],
  ['Pacific/Auckland', '2028-04-01T14:00Z'],
  ['Pacific/Auckland', '2028-09-23T14:00Z'],
])('in %s no room has a jump as clocks change at %s, nor in the hours around', (zone, change) => {
  const world = createWorld({ seed: '3', values: 'realistic', ranges: new Map(), site: siteIn(zone) });
  const times = Array.from({ length: 13 }, (_, i) => Date.parse(change) + (i - 8) * 15 * MINUTE);
  expect(times.flatMap((at) => jumpsAt(world, at))).toEqual([]);
});

function jumpsAt(world: World, at: number) {
  return roomsOf(['S']).flatMap((room) =>
    KINDS.flatMap((sensor) => {
      const address: Address = { ...room, sensor };
      const step = Math.abs(world.value(address, at + MINUTE) - world.value(address, at - MINUTE));
      return step < MAX_STEP[sensor] ? [] : [{ address, time: new Date(at).toISOString(), step }];
    }),
  );
}

/** What no office has in a year, on the ground of any inhabited latitude. */
const ABSURD = { TEMP: [12, 36], HUM: [5, 88], CO2: [330, 2500], LUX: [0, 5000] } as const;

it.each([-60, -35, 0, 20, 52, 70])(
  'at latitude %d a year of any room type has nothing absurd',
  (latitude) => {
    const world = createWorld({
      seed: '3',
      values: 'realistic',
      ranges: new Map(),
      site: siteIn('UTC', latitude),
    });
    const absurd = YEAR.filter((_, i) => i % 3 === 0).flatMap((day) =>
      [6, 13, 17].flatMap((hour) =>
        roomsOf(['N', 'O']).flatMap((room) =>
          KINDS.flatMap((sensor) => {
            const time = day + hour * HOUR;
            const value = world.value({ ...room, sensor }, time);
            const [least, most] = ABSURD[sensor];
            return value >= least && value <= most ? [] : [{ room, sensor, time, value }];
          }),
        ),
      ),
    );
    expect(absurd).toEqual([]);
  },
);
