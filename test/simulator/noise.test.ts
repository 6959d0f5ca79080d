import { describe, expect, it } from 'vitest';
import { fractalNoise, noise } from '../../src/simulator/noise.ts';
import { autocorrelation, deviation, differences, mean } from './statistics.ts';

const HOUR = 3_600_000;
const series = (of: (timeMs: number) => number, stepMs: number) =>
  Array.from({ length: 20_000 }, (_, i) => of(i * stepMs));

describe.each([
  ['noise', (timeMs: number) => noise(11, timeMs, HOUR)],
  ['drift', (timeMs: number) => fractalNoise(11, timeMs, HOUR, 5)],
])('%s', (_, of) => {
  it('has mean 0 and deviation 1', () => {
    const values = series(of, HOUR / 2);
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(deviation(values)).toBeCloseTo(1, 1);
  });

  it('is smooth at once and forgets in time', () => {
    const values = series(of, HOUR / 60);
    expect(autocorrelation(values, 1)).toBeGreaterThan(0.99);
    expect(Math.abs(autocorrelation(values, 60 * 5))).toBeLessThan(0.15);
    expect(Math.max(...differences(values).map(Math.abs))).toBeLessThan(0.6);
  });

  it('is the same whenever it is asked, also before 1970 and in far years', () => {
    for (const timeMs of [-1e14, -1, 0, 1, 2.5e14]) {
      expect(Number.isFinite(of(timeMs))).toBe(true);
      expect(of(timeMs)).toBe(of(timeMs));
    }
  });

  it('does not jump where its lattice has a point', () => {
    for (let hour = -50; hour < 50; hour++) {
      expect(of(hour * HOUR)).toBeCloseTo(of(hour * HOUR - 1), 4);
    }
  });
});

it('another hash moves independently', () => {
  const one = series((timeMs) => noise(1, timeMs, HOUR), HOUR / 2);
  const other = series((timeMs) => noise(2, timeMs, HOUR), HOUR / 2);
  const products = one.map((value, i) => value * (other[i] ?? 0));
  expect(Math.abs(mean(products))).toBeLessThan(0.05);
});
