import { expect, it } from 'vitest';
import { bestGrid } from '../../src/page/floor-grid.ts';

it.each([
  [4, 1260, 320, 4],
  [4, 800, 800, 2],
  [4, 300, 2000, 1],
  [1, 1000, 500, 1],
  [6, 1200, 800, 3],
])('%i floors fill %i by %i in %i columns', (count, width, height, columns) => {
  const grid = bestGrid(count, width, height);
  expect(grid.columns).toBe(columns);
  expect(grid.side * columns).toBeLessThanOrEqual(width);
  expect(grid.side * Math.ceil(count / columns)).toBeLessThanOrEqual(height);
});

it('scrolls before floors are too small to read, but never sideways', () => {
  expect(bestGrid(8, 1000, 100)).toEqual({ side: 240, columns: 3 });
  expect(bestGrid(8, 200, 100)).toEqual({ side: 200, columns: 1 });
});
