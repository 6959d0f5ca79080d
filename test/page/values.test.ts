import { describe, expect, it } from 'vitest';
import { SENSORS } from '../../src/building/sensors.ts';
import { CIVIDIS, domainOf, shortValue, shownValue, stepOf } from '../../src/page/values.ts';

describe('the colours of values', () => {
  it.each(SENSORS)('have room for the good values of $kind', ({ kind, limits, range }) => {
    const [min, max] = domainOf(kind);
    expect(min).toBeLessThan(max);
    expect(min).toBeGreaterThanOrEqual(range[0]);
    expect(max).toBeLessThanOrEqual(range[1]);
    const highs = limits.filter(({ side }) => side === 'above').map(({ value }) => value);
    if (highs.length > 0) expect(stepOf(kind, Math.min(...highs))).toBeGreaterThan(CIVIDIS.length / 2);
  });

  it('are the same for a value whatever the others are, and end at the ends', () => {
    expect(domainOf('TEMP')).toEqual([15.75, 29.25]);
    expect([stepOf('TEMP', -40), stepOf('TEMP', 15.75), stepOf('TEMP', 29.24), stepOf('TEMP', 85)]).toEqual([
      0, 0, 15, 15,
    ]);
  });
});

it.each([
  ['TEMP', 21.92, '21.92', '21.9'],
  ['TEMP', -3, '-3.00', '-3.0'],
  ['HUM', 655.35, '655', '655'],
  ['LUX', 312.4, '312', '312'],
  ['LUX', 65_535, '65535', '66k'],
  ['VIBR', 0.06, '0.06', '0.1'],
] as const)('%s %d is shown as %s, on a tile as %s', (kind, value, shown, short) => {
  expect(shownValue(kind, value)).toBe(shown);
  expect(shortValue(kind, value)).toBe(short);
});
