import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../src/building/layout.ts';
import { formatTopic } from '../../src/building/topic.ts';
import { readLayoutFile } from '../../src/simulator/layout-file.ts';
import { HOUR, isWorkingDay, localDay, MINUTE, type Site } from '../../src/simulator/site.ts';
import { createWorld } from '../../src/simulator/world.ts';

const FILE = `
building: EPS
latitude: 40.5
utc_offset: +02:00
working_days: mon-thu
working_hours: 07:00-15:30
holidays: [2026-04-03, 12-25]
rooms:
  - floor: -1
    wing: N
    room: 1-2
    type: plant
    sensor: [TEMP, VIBR]
  - { floor: 1-2, room: "1-3,7" }
  - { floor: 2, wing: S, room: 7, type: server }
`;

function building(text: string) {
  const { building: described, problems } = readLayoutFile(text);
  if (described === undefined) throw new Error(JSON.stringify(problems));
  return described;
}

describe('a layout file', () => {
  const { layout, site } = building(FILE);
  const topics = [...addressesOf(layout)].map((address) => formatTopic(address));

  it('names floors, wings, rooms and sensors, basements too', () => {
    expect(topics.filter((topic) => topic.startsWith('EPS/P_-1/'))).toEqual([
      'EPS/P_-1/N/1/TEMP',
      'EPS/P_-1/N/1/VIBR',
      'EPS/P_-1/N/2/TEMP',
      'EPS/P_-1/N/2/VIBR',
    ]);
    expect(layout.size).toBe(4 + 2 * 4 * 4 * 4);
    expect(new Set(topics).size).toBe(layout.size);
    expect(topics).toContain('EPS/P_2/O/7/LUX');
  });

  it('seeds it in a time zone, with summer time or without', () => {
    const inZone = building('building: B\ntime_zone: Europe/Rome\nrooms: [{floor: 1, room: 1}]').site;
    expect(inZone.utcOffsetMs).toBe(HOUR);
    expect(inZone.clockAheadMs(localDay(inZone, Date.UTC(2026, 6, 1)))).toBe(HOUR);
    expect(site.utcOffsetMs).toBe(2 * HOUR);
    expect(site.clockAheadMs(localDay(site, Date.UTC(2026, 6, 1)))).toBe(0);
  });

  it('gives rooms their types, the last entry about a room counting', () => {
    const typeOf = (floor: number, wing: 'N' | 'S', room: number) =>
      site.roomType({ building: 'EPS', floor, wing, room });
    expect(typeOf(-1, 'N', 2)).toBe('plant');
    expect(typeOf(2, 'S', 7)).toBe('server');
    expect(typeOf(2, 'N', 7)).toBeUndefined();
    expect(typeOf(1, 'S', 7)).toBeUndefined();
    expect(site.roomType({ building: 'OTHER', floor: 2, wing: 'S', room: 7 })).toBeUndefined();
  });

  it.each([
    ['2026-04-02', true, 'a Thursday'],
    ['2026-04-03', false, 'a Friday and a holiday'],
    ['2026-12-24', true, 'a Thursday'],
    ['2028-12-25', false, 'a Monday, but a holiday every year'],
    ['2026-04-06', true, 'a Monday'],
    ['2026-04-05', false, 'a Sunday'],
  ])('%s: working is %s (%s)', (date, working) => {
    expect(isWorkingDay(site, localDay(site, Date.parse(`${date}T12:00:00Z`)))).toBe(working);
  });

  it('reaches the world: a plant room hums, a holiday is dark, local time is local', () => {
    const world = createWorld({ seed: '1', values: 'realistic', ranges: new Map(), site });
    const brightMinutes = (date: string) => {
      const from = Date.parse(`${date}T05:00:00Z`);
      return [1, 2, 3].map((room) => {
        const lux = Array.from({ length: 480 }, (_, i) =>
          world.value({ building: 'EPS', floor: 1, wing: 'N', room, sensor: 'LUX' }, from + i * 60_000),
        );
        return lux.filter((value) => value > 200).length;
      });
    };
    expect(Math.max(...brightMinutes('2026-12-28'))).toBeGreaterThan(100);
    expect(brightMinutes('2028-12-25')).toEqual([0, 0, 0]);
  });
});

it('has the sun as late as its longitude is west of the meridian of its time zone', () => {
  const siteAt = (longitude: string) =>
    building(
      `building: B\nlatitude: 42\n${longitude}utc_offset: +01:00\nrooms: [{floor: 1, room: 1, type: office}]`,
    ).site;
  /** In the middle of a Sunday's light, in minutes since midnight. */
  const middleOfLight = (site: Site) => {
    const world = createWorld({ seed: '1', values: 'realistic', ranges: new Map(), site });
    const address = { building: 'B', floor: 1, wing: 'S', room: 1, sensor: 'LUX' } as const;
    const midnight = Date.parse('2026-06-21T00:00+01:00');
    const light = Array.from({ length: 144 }, (_, i) => world.value(address, midnight + i * 10 * MINUTE));
    const sum = light.reduce((a, b) => a + b, 0);
    return light.reduce((moment, lux, i) => moment + lux * i * 10, 0) / sum;
  };
  expect(siteAt('longitude: 15\n').solarAheadMs).toBe(siteAt('').solarAheadMs);
  const fiji = building(
    'building: B\nlongitude: -179\nutc_offset: +12:00\nrooms: [{floor: 1, room: 1}]',
  ).site;
  expect(fiji.solarAheadMs).toBeCloseTo(4 * MINUTE);
  const late = middleOfLight(siteAt('longitude: -8\n')) - middleOfLight(siteAt(''));
  // 23 degrees are 92 minutes; clouds and shadows keep their own times.
  expect(late).toBeGreaterThan(60);
  expect(late).toBeLessThan(120);
});

it.each([
  ['', 1, 'keys are expected'],
  ['building: EPS\nrooms:\n  - {floor: 1, room: 1}\nfloor: 3', 4, "unknown key 'floor'"],
  ['building: a/b\nrooms: [{floor: 1, room: 1}]', 1, "'a/b'"],
  ['rooms: [{floor: 1, room: 1}]', 1, 'building missing'],
  ['building: B\nrooms:\n  - {floor: 1}', 3, 'room missing'],
  ['building: B\nrooms:\n  - {floor: 1, room: 0}', 3, "'0'"],
  ['building: B\nrooms:\n  - {floor: 1, room: 1, wing: X}', 3, "'X'"],
  ['building: B\nrooms:\n  - {floor: 1, room: 1, sensor: RADON}', 3, "'RADON'"],
  ['building: B\nrooms:\n  - {floor: 1, room: 1, type: lounge}', 3, 'use office, interior, meeting'],
  ['building: B\nlatitude: 95\nrooms: [{floor: 1, room: 1}]', 2, 'use -90 to 90'],
  ['building: B\nlongitude: -181\nrooms: [{floor: 1, room: 1}]', 2, 'use -180 to 180'],
  ['building: B\nlongitude: -122\nrooms: [{floor: 1, room: 1}]', 1, 'name the time_zone'],
  ['building: B\nutc_offset: 1\nrooms: [{floor: 1, room: 1}]', 2, '+01:00'],
  ['building: B\nutc_offset: Europe/Rome\nrooms: [{floor: 1, room: 1}]', 2, 'time_zone: Europe/Rome'],
  ['building: B\ntime_zone: Mars\nrooms: [{floor: 1, room: 1}]', 2, 'Europe/Rome'],
  [
    'building: B\nutc_offset: +01:00\ntime_zone: Europe/Rome\nrooms: [{floor: 1, room: 1}]',
    1,
    'both utc_offset and time_zone',
  ],
  ['building: B\nworking_hours: 18:00-09:00\nrooms: [{floor: 1, room: 1}]', 2, '08:30-18:00'],
  ['building: B\nholidays: [2026-02-30]\nrooms: [{floor: 1, room: 1}]', 2, '12-25'],
  ['building: B\nrooms: [{floor: 1-200000, room: 1}]', 1, 'more than 100000 floors'],
  ['building: B\nrooms: [', 2, 'not YAML'],
])('%j is refused: line %d, %s', (text, line, message) => {
  const { building: described, problems } = readLayoutFile(text);
  expect(described).toBeUndefined();
  expect(problems[0]?.line).toBe(line);
  expect(problems[0]?.message).toContain(message);
});
