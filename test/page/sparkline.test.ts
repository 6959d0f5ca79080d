import { expect, it } from 'vitest';
import { extremes, sparkline } from '../../src/page/sparkline.ts';

const BOX = { width: 100, height: 20 };
const HOUR = 3_600_000;

it('draws an hour into its box', () => {
  const rows = [
    [HOUR, 0, 0],
    [HOUR + HOUR / 2, 5, 5],
    [2 * HOUR, 2, 10],
  ] as const;
  expect(sparkline(rows, 2 * HOUR, BOX)).toBe('M0.0 20.0L50.0 10.0L100.0 0.0');
  expect(extremes(rows)).toEqual([0, 10]);
});

it('draws a young figure at the right, an even one in the middle, and none as nothing', () => {
  expect(sparkline([[HOUR, 3, 3]], HOUR + 150_000, BOX)).toBe('M50.0 10.0');
  expect(sparkline([], HOUR, BOX)).toBe('');
});
