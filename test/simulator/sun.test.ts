import { describe, expect, it } from 'vitest';
import { WINGS } from '../../src/building/wings.ts';
import { clearSky } from '../../src/simulator/sun.ts';

const at = (time: string) => Date.parse(`2026-${time}Z`);
const strongest = (latitude: number, time: string) => {
  const { direct } = clearSky(latitude, at(time));
  return WINGS.toSorted((a, b) => direct[b] - direct[a])[0];
};

describe('a clear sky', () => {
  it.each([
    [40, '03-20T08:00', 'E'],
    [40, '03-20T12:00', 'S'],
    [40, '03-20T16:00', 'O'],
    [40, '06-21T05:00', 'E'],
    [-35, '12-21T12:00', 'N'],
    [60, '06-21T20:00', 'O'],
  ] as const)('at %d degrees on %s shines most on %s', (latitude, time, wing) => {
    expect(strongest(latitude, time)).toBe(wing);
  });

  it('is brightest at noon and dark at midnight', () => {
    const noon = clearSky(40, at('03-20T12:00'));
    expect(noon.diffuse).toBeGreaterThan(12_000);
    expect(noon.direct.S).toBeGreaterThan(50_000);
    const midnight = clearSky(40, at('03-20T00:00'));
    expect(midnight.diffuse).toBeLessThan(1);
    expect(midnight.direct).toEqual({ N: 0, S: 0, E: 0, O: 0 });
  });

  it.each([
    [40, '06-21', 15],
    [40, '12-21', 9.3],
    [0, '06-21', 12],
    [70, '06-21', 24],
    [70, '12-21', 0],
  ])('at %d degrees on %s has the sun up for %d hours', (latitude, date, hours) => {
    const up = Array.from({ length: 1440 }, (_, minute) => minute).filter((minute) => {
      const { direct } = clearSky(latitude, at(`${date}T00:00`) + minute * 60_000);
      return WINGS.some((wing) => direct[wing] > 0);
    });
    expect(up.length / 60).toBeGreaterThan(hours - 0.3);
    expect(up.length / 60).toBeLessThan(hours + 0.3);
  });
});
