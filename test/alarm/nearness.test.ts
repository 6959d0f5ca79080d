import { describe, expect, it } from 'vitest';
import { limitsWith } from '../../src/alarm/breach.ts';
import { nearnessOf } from '../../src/alarm/nearness.ts';
import { type SensorKind, sensorType } from '../../src/building/sensors.ts';

const limits = limitsWith([]);
const nearness = (kind: SensorKind, value: number) => nearnessOf(limits[kind], value, sensorType(kind));

describe('the nearest limit', () => {
  it.each([
    ['HUM', 45, 0.5, 70],
    ['HUM', 60, 0.8, 70],
    ['HUM', 25, 0.9, 20],
    ['TEMP', 27, 1, 27],
    ['VIBR', 0.2, 0.25, 0.8],
    ['LUX', 500, 0.25, 2000],
  ] as const)('of %s at %d is %d of the way to %d', (kind, value, share, limit) => {
    const near = nearness(kind, value);
    expect(near?.share).toBeCloseTo(share, 10);
    expect(near?.limit.value).toBe(limit);
  });

  it.each([
    ['HUM', 70.1],
    ['HUM', 5],
    ['TEMP', Number.NaN],
    ['PIR', 1],
  ] as const)('is none for %s at %d', (kind, value) => {
    expect(nearness(kind, value)).toBeUndefined();
  });

  it.each([
    [{ sensor: 'TEMP', side: 'above', value: -60 } as const, -70, undefined],
    [{ sensor: 'TEMP', side: 'above', value: 100 } as const, 30, 0.5],
    [{ sensor: 'TEMP', side: 'below', value: 0 } as const, 17, 0.8],
  ])('of a limit of the user: %j at %d', (override, value, share) => {
    const own = limitsWith([override]);
    expect(nearnessOf(own.TEMP, value, sensorType('TEMP'))?.share).toEqual(share);
  });
});
