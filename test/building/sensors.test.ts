import { describe, expect, it } from 'vitest';
import { SENSORS } from '../../src/building/sensors.ts';

describe.each(SENSORS.map((type) => [type.kind, type] as const))('the data sheet of %s', (kind, type) => {
  const [min, max] = type.range;

  it('has a kind that is a topic level, and keys and units in lower case that no other kind has', () => {
    expect(kind).toMatch(/^[A-Z][A-Z0-9]*$/);
    const names = [...type.keys, ...type.unitNames, ...type.foreignUnits.flatMap((unit) => unit.names)];
    expect(names.filter((name) => name !== name.toLowerCase())).toEqual([]);
    const others = SENSORS.filter((other) => other !== type).flatMap(({ keys }) => keys);
    expect(type.keys.filter((key) => others.includes(key))).toEqual([]);
    expect(type.unitNames).toContain(type.unit.toLowerCase());
  });

  it('has limits and a range of uniform values within its range', () => {
    expect(type.limits.filter(({ value }) => !(value > min && value < max))).toEqual([]);
    expect(type.uniformRange[0]).toBeGreaterThanOrEqual(min);
    expect(type.uniformRange[1]).toBeLessThanOrEqual(max);
    expect(type.errorCodes.length).toBeGreaterThan(0);
  });

  it('says that a kind without noise has no bursts of noise', () => {
    const isNoisy = type.errors.noise > 0 || type.errors.relativeNoise > 0;
    expect(type.faults.noiseBurst !== 'none').toBe(isNoisy);
  });
});

it('each kind keeps its seed number, and lists are in the order of these numbers', () => {
  expect(SENSORS.map(({ kind, seed }) => [kind, seed])).toEqual([
    ['TEMP', 0],
    ['HUM', 1],
    ['LUX', 2],
    ['VIBR', 3],
    ['CO2', 4],
    ['PIR', 5],
  ]);
});
