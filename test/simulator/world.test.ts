import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/building/address.ts';
import { intSet } from '../../src/building/int-set.ts';
import { addressesOf, uniformLayout } from '../../src/building/layout.ts';
import type { ValueRange } from '../../src/building/sensors/data-sheet.ts';
import { SENSOR_KINDS, type SensorKind, sensorType } from '../../src/building/sensors.ts';
import { WINGS } from '../../src/building/wings.ts';
import { findFaultType } from '../../src/simulator/faults/list.ts';
import { FaultPlan, type PlannedFault } from '../../src/simulator/faults/planned-faults.ts';
import { createWorld, type WorldSettings } from '../../src/simulator/world.ts';

const anyAddress: fc.Arbitrary<Address> = fc.record({
  building: fc.constantFrom('BUILDING', 'EPS', 'casa'),
  floor: fc.integer({ min: -3, max: 100 }),
  wing: fc.constantFrom(...WINGS),
  room: fc.integer({ min: 1, max: 1_000_000 }),
  sensor: fc.constantFrom(...SENSOR_KINDS),
});
const anyTime = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });

function worldOf(settings: Partial<WorldSettings> = {}) {
  return createWorld({ seed: '7', values: 'realistic', ranges: new Map(), ...settings });
}

describe.each(['realistic', 'uniform'] as const)('%s values', (values) => {
  it('are values that the sensor can report, in whole steps, printed without noise digits', () => {
    const world = worldOf({ values });
    fc.assert(
      fc.property(anyAddress, anyTime, (address, timeMs) => {
        const value = world.value(address, timeMs);
        const { range, quantum } = sensorType(address.sensor);
        expect(value).toBeGreaterThanOrEqual(range[0]);
        expect(value).toBeLessThanOrEqual(range[1]);
        expect(Math.abs(value / quantum - Math.round(value / quantum))).toBeLessThan(1e-6);
        expect(String(value)).toMatch(/^-?\d+(\.\d{1,2})?$/);
        expect(Object.is(value, -0)).toBe(false);
      }),
    );
  });

  it('depend on seed, address and time only, not on what was asked before', () => {
    const asked = worldOf({ values });
    fc.assert(
      fc.property(fc.array(fc.tuple(anyAddress, anyTime), { maxLength: 3 }), (questions) => {
        for (const [address, timeMs] of questions) {
          expect(asked.value(address, timeMs)).toBe(worldOf({ values }).value(address, timeMs));
        }
      }),
    );
  });

  it('differ between seeds', () => {
    const addresses = [
      ...addressesOf(uniformLayout({ building: 'B', floors: intSet([[1, 2]]), rooms: intSet([[1, 4]]) })),
    ].filter(({ sensor }) => sensor === 'TEMP');
    const time = Date.UTC(2026, 0, 5, 12);
    const [one, two] = ['1', '2'].map((seed) => {
      const world = worldOf({ values, seed });
      return addresses.map((address) => world.value(address, time));
    });
    expect(one).not.toEqual(two);
  });
});

describe('a range', () => {
  const address: Address = { building: 'B', floor: 1, wing: 'N', room: 1, sensor: 'TEMP' };
  const valuesIn = (kind: SensorKind, range: ValueRange) => {
    const world = worldOf({ ranges: new Map([[kind, range]]) });
    return Array.from({ length: 2000 }, (_, i) => world.value({ ...address, sensor: kind }, i * 1000));
  };

  it.each([
    ['TEMP', [10, 30]],
    ['TEMP', [-1, 1]],
    ['HUM', [0, 100]],
    ['LUX', [0, 3]],
    ['VIBR', [0.1, 0.3]],
  ] as const)('%s=%j is filled and never left, with both ends reached at last', (kind, range) => {
    const values = valuesIn(kind, range);
    const width = range[1] - range[0];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(range[0]);
    expect(Math.max(...values)).toBeLessThanOrEqual(range[1]);
    expect(Math.min(...values)).toBeLessThan(range[0] + width / 50);
    expect(Math.max(...values)).toBeGreaterThan(range[1] - width / 50);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(
      (range[0] + range[1]) / 2,
      -Math.log10(width / 5),
    );
  });

  it.each([
    [20, 20],
    [20.001, 20.002],
  ])('from %d to %d is narrower than a step and gives its lower end', (min, max) => {
    expect(new Set(valuesIn('TEMP', [min, max]))).toEqual(new Set([min]));
  });

  it('is left only by faults of the sensor, and only where they are asked for', () => {
    const fault = (type: string, kind: SensorKind): PlannedFault => ({
      type: known(findFaultType(type)),
      where: { sensor: [kind] },
      startMs: 0,
      endMs: 3_600_000,
      severity: 1,
      params: {},
    });
    const plan = [fault('offset', 'TEMP'), fault('leak', 'HUM'), fault('dropout', 'LUX')];
    const ranges = new Map<SensorKind, ValueRange>([
      ['TEMP', [20, 20]],
      ['HUM', [40, 40]],
      ['LUX', [100, 100]],
    ]);
    const sentBy = (areUniformFaulty: boolean, sensor: SensorKind) =>
      worldOf({ ranges, faults: new FaultPlan(plan), areUniformFaulty })
        .deliveries({ address: { ...address, sensor }, timeMs: 60_000, seq: 0 })
        .map(({ reading }) => reading.value);
    expect((['TEMP', 'HUM', 'LUX'] as const).map((sensor) => sentBy(false, sensor))).toEqual([
      [20],
      [40],
      [100],
    ]);
    expect(sentBy(true, 'TEMP')[0]).toBeOneOf([17, 23]);
    expect(sentBy(true, 'HUM')).toEqual([40]);
    expect(sentBy(true, 'LUX')).toEqual([]);
  });

  it('leaves sensors of other kinds as they are', () => {
    const humidity: Address = { ...address, sensor: 'HUM' };
    const ranged = worldOf({ ranges: new Map([['TEMP', [1, 2]]]) });
    expect(ranged.value(humidity, 5000)).toBe(worldOf().value(humidity, 5000));
  });
});

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is no such thing');
  return value;
}
