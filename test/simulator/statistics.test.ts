// Tests src/simulator/: the statistics of readings against real rooms.
import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/building/address.ts';
import type { SensorKind } from '../../src/building/sensors.ts';
import { WINGS, type Wing } from '../../src/building/wings.ts';
import { hashText } from '../../src/simulator/hash.ts';
import { createMoments } from '../../src/simulator/moment.ts';
import { isOccupied } from '../../src/simulator/occupancy.ts';
import { placeSeeds } from '../../src/simulator/place-seeds.ts';
import { roomAt } from '../../src/simulator/room.ts';
import { DEFAULT_SITE } from '../../src/simulator/site.ts';
import { createWorld } from '../../src/simulator/world.ts';
import {
  absoluteHumidity,
  autocorrelation,
  averaged,
  correlation,
  deviation,
  differences,
  diurnalSwing,
  excessKurtosis,
  hourlyProfile,
  jointMoves,
  mean,
  median,
  quantile,
  rawNoise,
  robustDeviation,
  roughness,
  shareByHour,
  shareUnchanged,
  skewness,
} from './statistics.ts';

/**
 * Seven days, one reading a minute, no faults, against real rooms: 45 rooms of an office building in summer (means
 * of a minute), an office in winter (means of a minute), nodes reporting raw readings, and machines.
 */
const MINUTES = 7 * 24 * 60;
const WEEKS = [
  ['1', '2026-01-05'],
  ['2', '2026-04-13'],
  ['3', '2026-08-24'],
] as const;
/** Two at the facade, two at the core. */
const ROOMS = [1, 2, 4, 5];

interface Week {
  readonly wing: Wing;
  readonly type: string;
  readonly temp: readonly number[];
  readonly hum: readonly number[];
  readonly lux: readonly number[];
  readonly vibr: readonly number[];
  readonly people: readonly number[];
}

const weeks: ReadonlyMap<string, readonly Week[]> = new Map(
  WEEKS.map(([seed, from]) => [seed, weekOf(seed, Date.parse(from))]),
);
const rooms = [...weeks.values()].flat();
const offices = rooms.filter(({ type }) => type === 'office');

function weekOf(seed: string, startMs: number): Week[] {
  const world = createWorld({ seed, values: 'realistic', ranges: new Map() });
  const momentOf = createMoments();
  const times = Array.from({ length: MINUTES }, (_, i) => startMs + i * 60_000);
  return WINGS.flatMap((wing) =>
    ROOMS.map((number) => {
      const at: Address = { building: 'BUILDING', floor: 1, wing, room: number, sensor: 'TEMP' };
      const room = roomAt(DEFAULT_SITE, placeSeeds(hashText(seed), at), at);
      const readings = (sensor: SensorKind) => times.map((time) => world.value({ ...at, sensor }, time));
      return {
        wing,
        type: room.type,
        temp: readings('TEMP'),
        hum: readings('HUM'),
        lux: readings('LUX'),
        vibr: readings('VIBR'),
        people: times.map((time) => (isOccupied(momentOf(room, time)) ? 1 : 0)),
      };
    }),
  );
}

const steps = (values: readonly number[]) => differences(values).map(Math.abs);
const water = ({ temp, hum }: Week) =>
  temp.map((celsius, i) => absoluteHumidity(celsius, hum[i] ?? Number.NaN));
const atNight = (values: readonly number[]) => values.filter((_, i) => i % 1440 < 240);

type Row = readonly [
  name: string,
  statistic: (week: Week) => number,
  /** Of the real rooms, the sets of all origins together. */
  real: readonly [min: number, max: number],
  /** The range of the real rooms' medians over the data sets. */
  typical: readonly [min: number, max: number],
];

const ROWS: readonly Row[] = [
  ['TEMP mean', ({ temp }) => mean(temp), [19, 26.2], [20.6, 24]],
  ['TEMP deviation', ({ temp }) => deviation(temp), [0.17, 1.31], [0.35, 1.02]],
  ['TEMP spread of 98 %', ({ temp }) => quantile(temp, 0.99) - quantile(temp, 0.01), [0.7, 5.1], [1.3, 4]],
  ['TEMP lag-1 at 1 min', ({ temp }) => autocorrelation(temp, 1), [0.989, 1], [0.991, 1]],
  ['TEMP lag-1 at 5 min', ({ temp }) => autocorrelation(temp, 5), [0.968, 1], [0.989, 1]],
  ['TEMP median step', ({ temp }) => quantile(steps(temp), 0.5), [0, 0.01], [0, 0.01]],
  ['TEMP 99 % of steps', ({ temp }) => quantile(steps(temp), 0.99), [0.008, 0.1], [0.011, 0.1]],
  ['TEMP 99.9 % of steps', ({ temp }) => quantile(steps(temp), 0.999), [0.01, 0.11], [0.015, 0.11]],
  ['TEMP roughness', ({ temp }) => roughness(temp), [0.0059, 0.094], [0.0074, 0.055]],
  ['TEMP diurnal swing', ({ temp }) => diurnalSwing(temp), [0.21, 4.2], [0.5, 2.2]],
  ['TEMP share by hour', ({ temp }) => shareByHour(temp), [0.012, 0.93], [0.2, 0.67]],
  ['TEMP unchanged', ({ temp }) => shareUnchanged(temp), [0.35, 0.8], [0.4, 0.65]],
  ['TEMP raw noise', ({ temp }) => rawNoise(temp), [0.004, 0.01], [0.0045, 0.007]],
  ['HUM mean', ({ hum }) => mean(hum), [25, 63], [27, 58]],
  ['HUM deviation', ({ hum }) => deviation(hum), [1.8, 5.5], [2.3, 4]],
  ['HUM lag-1 at 1 min', ({ hum }) => autocorrelation(hum, 1), [0.993, 1], [0.998, 1]],
  ['HUM lag-1 at 5 min', ({ hum }) => autocorrelation(hum, 5), [0.993, 1], [0.998, 1]],
  ['HUM 99 % of steps', ({ hum }) => quantile(steps(hum), 0.99), [0.025, 0.65], [0.04, 0.2]],
  ['HUM roughness', ({ hum }) => roughness(hum), [0.0027, 0.1], [0.0047, 0.06]],
  ['HUM diurnal swing', ({ hum }) => diurnalSwing(hum), [0.97, 10.9], [1.4, 5.2]],
  ['HUM share by hour', ({ hum }) => shareByHour(hum), [0.0067, 0.6], [0.02, 0.29]],
  ['HUM unchanged', ({ hum }) => shareUnchanged(hum), [0.3, 0.5], [0.35, 0.45]],
  ['HUM raw noise', ({ hum }) => rawNoise(hum), [0.02, 0.08], [0.02, 0.08]],
  ['water mean', (week) => mean(water(week)), [4.6, 12.1], [5, 12]],
  ['water variation', (week) => deviation(water(week)) / mean(water(week)), [0.035, 0.22], [0.045, 0.12]],
  ['TEMP with HUM', ({ temp, hum }) => correlation(temp, hum), [-0.86, 0.71], [-0.65, 0]],
  ['half-hour moves', ({ temp, hum }) => jointMoves(temp, hum).correlation, [-0.96, 0.26], [-0.85, -0.1]],
  ['slope of moves', ({ temp, hum }) => jointMoves(temp, hum).slope, [-0.06, 0.05], [-0.045, -0.004]],
  ['LUX median', ({ lux }) => median(lux), [0, 37], [0, 20]],
  ['LUX 99 %', ({ lux }) => quantile(lux, 0.99), [3.9, 778], [57, 600]],
  ['LUX largest', ({ lux }) => Math.max(...lux), [15, 1697], [70, 1200]],
  ['LUX at night', ({ lux }) => median(atNight(lux)), [0, 28], [0, 6]],
  ['LUX lag-1 at 1 min', ({ lux }) => autocorrelation(lux, 1), [0.94, 0.999], [0.98, 0.997]],
  ['LUX lag-1 at 5 min', ({ lux }) => autocorrelation(lux, 5), [0.9, 0.995], [0.93, 0.99]],
  ['LUX kurtosis of steps', ({ lux }) => excessKurtosis(differences(lux)), [24, 5432], [70, 511]],
  ['LUX skew', ({ lux }) => skewness(lux), [0.5, 18], [0.7, 3]],
  ['LUX unchanged', ({ lux }) => shareUnchanged(lux), [0.22, 0.995], [0.5, 0.92]],
  [
    'LUX with people',
    ({ lux, people }) => correlation(averaged(lux, 10), averaged(people, 10)),
    [0.02, 0.97],
    [0.37, 0.95],
  ],
  ['VIBR median', ({ vibr }) => median(vibr), [0.04, 0.12], [0.05, 0.09]],
  ['VIBR 99 % over median', ({ vibr }) => quantile(vibr, 0.99) / median(vibr), [1.8, 33], [1.8, 9]],
  ['VIBR skew', ({ vibr }) => skewness(vibr), [0.6, 3.5], [0.6, 3.5]],
  [
    'VIBR skew less that of its logarithm',
    ({ vibr }) => skewness(vibr) - Math.abs(skewness(vibr.map(Math.log))),
    [0.2, 2.2],
    [0.2, 1.6],
  ],
];

describe('a week in a room', () => {
  it.each(ROWS)('%s', (_, statistic, real, typical) => {
    const values = rooms.map(statistic);
    const outside = values.filter((value) => !(value >= real[0] && value <= real[1]));
    expect(outside.length, `outside ${real}: ${outside}`).toBeLessThanOrEqual(rooms.length / 12);
    expect(median(values)).toBeGreaterThanOrEqual(typical[0]);
    expect(median(values)).toBeLessThanOrEqual(typical[1]);
  });
});

describe('a facade', () => {
  const inWing = (wing: Wing) => offices.filter((week) => week.wing === wing);
  const swing = (wing: Wing) => median(inWing(wing).map(({ temp }) => diurnalSwing(temp)));
  const peak = (wing: Wing, pick: (week: Week) => readonly number[]) =>
    median(inWing(wing).map((week) => peakHour(pick(week))));

  it('warms its rooms most in the south, least in the north and least of all where there is none', () => {
    const interior = median(
      rooms.filter(({ type }) => type === 'interior').map(({ temp }) => diurnalSwing(temp)),
    );
    expect(swing('S')).toBeGreaterThan(swing('N'));
    expect(swing('O')).toBeGreaterThan(swing('N'));
    expect(swing('E')).toBeGreaterThan(swing('N'));
    expect(swing('N')).toBeGreaterThan(interior);
    expect(swing('S')).toBeGreaterThan(1.4);
    expect(interior).toBeLessThan(0.9);
  });

  it('has its warmest hour after its sun: east in the morning, then south, then west', () => {
    const warmest = (wing: Wing) => peak(wing, ({ temp }) => temp);
    expect(warmest('E')).toBeLessThan(warmest('S'));
    expect(warmest('S')).toBeLessThan(warmest('O'));
  });

  it('has its brightest hour with its sun', () => {
    const brightest = (wing: Wing) => peak(wing, ({ lux }) => lux);
    expect(brightest('E')).toBeLessThanOrEqual(11);
    expect(brightest('O')).toBeGreaterThanOrEqual(13);
    expect(brightest('E')).toBeLessThan(brightest('S'));
    expect(brightest('S')).toBeLessThan(brightest('O'));
  });
});

it('no office is brighter than the brightest real room, not even in the low sun of winter', () => {
  const brightest = ['1', '2', '3', '4'].flatMap((seed) => {
    const world = createWorld({ seed, values: 'realistic', ranges: new Map() });
    return [1, 2, 3].map((room) => {
      const at: Address = { building: 'BUILDING', floor: 1, wing: 'S', room, sensor: 'LUX' };
      const week = Array.from({ length: 7 * 288 }, (_, i) =>
        world.value(at, Date.UTC(2026, 11, 7, 0, 5 * i)),
      );
      return quantile(week, 0.99);
    });
  });
  expect(Math.max(...brightest)).toBeLessThanOrEqual(778);
  expect(Math.max(...brightest)).toBeGreaterThan(545);
});

describe.each(WEEKS)('the rooms of seed %s together', (seed) => {
  const together = weeks.get(seed) ?? [];
  const hourly = (pick: (week: Week) => readonly number[]) =>
    together.map((week) => averaged(pick(week), 60));
  const agreement = (series: readonly number[][]) =>
    median(series.flatMap((a, i) => series.slice(i + 1).map((b) => correlation(a, b))));

  it('differ by as much as real rooms do', () => {
    const spread = robustDeviation(together.map(({ temp }) => median(temp)));
    expect(spread).toBeGreaterThan(0.14);
    expect(spread).toBeLessThan(1.2);
  });

  it('go up and down together, in humidity more than in temperature', () => {
    const temp = agreement(hourly((week) => week.temp));
    const hum = agreement(hourly((week) => week.hum));
    expect(temp).toBeGreaterThan(0.25);
    expect(temp).toBeLessThan(0.84);
    expect(hum).toBeGreaterThan(0.5);
    expect(hum).toBeLessThan(0.97);
  });

  it('are quieter at the weekend', () => {
    const lightOf = (days: readonly number[]) =>
      mean(together.flatMap(({ lux }) => days.map((day) => mean(lux.slice(day * 1440, (day + 1) * 1440)))));
    expect(lightOf([5, 6])).toBeLessThan(0.6 * lightOf([0, 1, 2, 3, 4]));
  });
});

function peakHour(perMinute: readonly number[]): number {
  const profile = hourlyProfile(perMinute);
  return profile.indexOf(Math.max(...profile));
}
