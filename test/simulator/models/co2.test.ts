import { describe, expect, it } from 'vitest';
import type { Address } from '../../../src/building/address.ts';
import { findFaultType } from '../../../src/simulator/faults/list.ts';
import { FaultPlan, type PlannedFault } from '../../../src/simulator/faults/planned-faults.ts';
import type { FaultSchedule } from '../../../src/simulator/faults/schedule.ts';
import { createWorld } from '../../../src/simulator/world.ts';
import { correlation, quantile } from '../statistics.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday. */
const START = Date.UTC(2026, 0, 5);
const WEEK = Array.from({ length: 7 * 288 }, (_, i) => START + 5 * i * MINUTE);

function readings(room: number, times: readonly number[], faults?: FaultSchedule): number[] {
  const world = createWorld({ seed: '1', values: 'realistic', ranges: new Map(), ...(faults && { faults }) });
  const address: Address = { building: 'BUILDING', floor: 1, wing: 'S', room, sensor: 'CO2' };
  return times.map((time) => world.value(address, time));
}

/** The figures of an office in Belgium, 1-min means: 413 to 2076 ppm, 446 to 588 while it is empty, 904 to 1038 while not. */
describe.each([1, 2, 3])('the air of office %d', (room) => {
  const week = readings(room, WEEK);

  it('is that of outdoors at night, and stale by day', () => {
    expect(quantile(week, 0)).toBeGreaterThan(370);
    expect(quantile(week, 0.1)).toBeLessThan(500);
    expect(quantile(week, 0.99)).toBeGreaterThan(600);
    expect(quantile(week, 0.99)).toBeLessThan(2100);
  });

  it('moves slowly: it takes the people of a room an hour to change it, not a minute', () => {
    const minutes = readings(
      room,
      Array.from({ length: 1440 }, (_, i) => START + i * MINUTE),
    );
    const steps = minutes.slice(1).map((value, i) => Math.abs(value - (minutes[i] ?? Number.NaN)));
    expect(quantile(steps, 0.5)).toBeLessThan(8);
    expect(quantile(steps, 0.99)).toBeLessThan(48);
  });

  it('follows the people: it rises with the water that they breathe out', () => {
    const world = createWorld({ seed: '1', values: 'realistic', ranges: new Map() });
    const light = WEEK.map((time) =>
      world.value({ building: 'BUILDING', floor: 1, wing: 'S', room, sensor: 'LUX' }, time),
    );
    expect(correlation(week, light)).toBeGreaterThan(0.3);
  });
});

it('a window lets it out, a failed heating leaves it as it is', () => {
  const fault = (type: string): FaultSchedule => {
    const known = findFaultType(type);
    if (known === undefined) throw new Error(`no fault ${type}`);
    const plan: PlannedFault = {
      type: known,
      where: {},
      startMs: START + 10 * HOUR,
      endMs: START + 20 * HOUR,
      severity: 0.5,
      params: {},
    };
    return new FaultPlan([plan]);
  };
  const times = Array.from({ length: 24 }, (_, i) => START + 12 * HOUR + i * 10 * MINUTE);
  const ordinary = readings(2, times);
  const aired = readings(2, times, fault('window-open'));
  expect(Math.max(...ordinary)).toBeGreaterThan(700);
  expect(Math.max(...aired)).toBeLessThan(550);
  expect(readings(2, times, fault('hvac-failure'))).toEqual(ordinary);
});
