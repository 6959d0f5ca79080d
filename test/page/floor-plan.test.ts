import { describe, expect, it } from 'vitest';
import { WINGS } from '../../src/building/wings.ts';
import { byFloor, floorShape, roomPlaces } from '../../src/page/floor-plan.ts';

describe('the shape of a floor', () => {
  it('has wings away from the core, with pairs on the two sides of a corridor', () => {
    const { place, core, side } = floorShape(6);
    const [first, second, third] = [0, 1, 2].map((n) => place('N', n));
    expect(first?.y).toBe(second?.y);
    expect(second?.x).toBeGreaterThan((first?.x ?? 0) + 1);
    expect(third).toEqual({ x: first?.x, y: (first?.y ?? 0) - 1 });
    expect(place('S', 0).y).toBeGreaterThan(core.y);
    expect(place('E', 0).x).toBe(core.x + core.width);
    expect(place('O', 0).x).toBe(core.x - 1);
    expect(side).toBe(8.25);
  });

  it.each([1, 2, 6, 12, 13, 24, 100, 160, 1000])(
    'gives %i rooms a wing places of their own inside',
    (rooms) => {
      const { place, side } = floorShape(rooms);
      const places = WINGS.flatMap((wing) => Array.from({ length: rooms }, (_, n) => place(wing, n)));
      expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(4 * rooms);
      expect(places.every(({ x, y }) => x >= 0 && y >= 0 && x + 1 <= side && y + 1 <= side)).toBe(true);
      // A cross of a thousand rooms is still a cross, and no line.
      expect(side).toBeLessThan(5 * Math.sqrt(rooms) + 6);
    },
  );
});

it('floors go up from the ground, then down', () => {
  expect([3, -2, 1, 0, -1, 2].sort(byFloor)).toEqual([0, 1, 2, 3, -1, -2]);
});

describe('the places of rooms', () => {
  it('are their numbers', () => {
    const { places, placeOf } = roomPlaces([4, 1, 6]);
    expect([places, placeOf(4), placeOf(6)]).toEqual([6, 3, 5]);
  });

  it('are their order where numbers are like 101 and 204, or hostile', () => {
    const { places, placeOf } = roomPlaces([204, 101, 999_999_999]);
    expect([places, placeOf(101), placeOf(204), placeOf(999_999_999)]).toEqual([3, 0, 1, 2]);
  });
});
