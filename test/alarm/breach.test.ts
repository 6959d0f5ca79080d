import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breachOf, limitsWith } from '../../src/alarm/breach.ts';
import { LEVELS, type Limit } from '../../src/building/limit.ts';
import type { SensorKind } from '../../src/building/sensors.ts';

const BUILT_IN = limitsWith([]);

describe('breachOf the built-in limits', () => {
  it.each<[SensorKind, number, string, number]>([
    ['TEMP', 27.01, 'high', 27],
    ['TEMP', 30.01, 'critical', 30],
    ['TEMP', 17.99, 'low', 18],
    ['TEMP', 15.99, 'critical', 16],
    ['HUM', 71, 'high', 70],
    ['HUM', 14, 'critical', 15],
    ['LUX', 2001, 'high', 2000],
    ['LUX', 10_001, 'critical', 10_000],
    ['VIBR', 0.81, 'high', 0.8],
    ['VIBR', Number.POSITIVE_INFINITY, 'critical', 3.5],
  ])('%s %d is %s, beyond %d', (kind, value, level, limit) => {
    expect(breachOf(BUILT_IN[kind], value)).toMatchObject({ level, value: limit });
  });

  it.each<[SensorKind, number]>([
    ['TEMP', 27],
    ['TEMP', 18],
    ['HUM', 20],
    ['LUX', 0],
    ['VIBR', 0.8],
    ['TEMP', Number.NaN],
  ])('%s %d keeps to all of them', (kind, value) => {
    expect(breachOf(BUILT_IN[kind], value)).toBeUndefined();
  });
});

describe('limitsWith', () => {
  it('replaces every limit of the sensor that is named, and of no other', () => {
    const limits = limitsWith([{ sensor: 'TEMP', side: 'above', value: 28 }]);
    expect(limits.TEMP).toEqual([{ side: 'above', value: 28, level: 'high' }]);
    expect(limits.HUM).toEqual(BUILT_IN.HUM);
  });

  it('keeps a limit on each side', () => {
    const limits = limitsWith([
      { sensor: 'LUX', side: 'above', value: 500 },
      { sensor: 'LUX', side: 'below', value: 100 },
    ]);
    expect(breachOf(limits.LUX, 99)).toMatchObject({ level: 'low', value: 100 });
    expect(breachOf(limits.LUX, 501)).toMatchObject({ level: 'high', value: 500 });
    expect(breachOf(limits.LUX, 300)).toBeUndefined();
  });
});

const anyLimit: fc.Arbitrary<Limit> = fc.record({
  side: fc.constantFrom('above', 'below'),
  value: fc.integer({ min: -50, max: 50 }),
  level: fc.constantFrom(...LEVELS),
});

describe('breachOf any limits', () => {
  it('is one the value is beyond, and none it is beyond is more severe or farther out', () => {
    fc.assert(
      fc.property(fc.array(anyLimit), fc.integer({ min: -60, max: 60 }), (limits, value) => {
        const crossed = limits.filter((l) => (l.side === 'above' ? value > l.value : value < l.value));
        const breach = breachOf(limits, value);
        if (breach === undefined) return crossed.length === 0;
        const margin = (l: Limit) => Math.abs(value - l.value);
        return (
          crossed.includes(breach) &&
          crossed.every((l) => LEVELS.indexOf(l.level) >= LEVELS.indexOf(breach.level)) &&
          crossed.every(
            (l) => l.level !== breach.level || l.side !== breach.side || margin(l) >= margin(breach),
          )
        );
      }),
    );
  });
});
