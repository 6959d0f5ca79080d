// Tests src/simulator/explanation.ts: the causes of a reading are those of the world.
import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/building/address.ts';
import { SENSOR_KINDS } from '../../src/building/sensors.ts';
import { explainReading } from '../../src/simulator/explanation.ts';
import { findFaultType } from '../../src/simulator/faults/list.ts';
import { FaultPlan } from '../../src/simulator/faults/planned-faults.ts';
import { quantise } from '../../src/simulator/quantum.ts';
import { createWorld, type WorldSettings } from '../../src/simulator/world.ts';

const SETTINGS: WorldSettings = { seed: '7', values: 'realistic', ranges: new Map() };
const ROOM = { building: 'B', floor: 1, wing: 'S', room: 2 } as const;
/** A Wednesday. */
const START = Date.UTC(2026, 2, 4);
const TIMES = Array.from({ length: 48 }, (_, i) => START + i * 1_800_000);

describe.each(SENSOR_KINDS)('the explanation of %s', (sensor) => {
  const address: Address = { ...ROOM, sensor };

  it('has the value of the world, and its truth with the errors of the sensor makes this value', () => {
    const world = createWorld(SETTINGS);
    for (const time of TIMES) {
      const { value, type, room } = explainReading(SETTINGS, address, time);
      expect(value).toBe(world.value(address, time));
      if (room === undefined) throw new Error('a realistic value has a room');
      const measured = Math.min(type.range[1], Math.max(type.range[0], room.truth + room.bias + room.noise));
      expect(value).toBe(quantise(measured, type.quantum));
    }
  });
});

it.each(['TEMP', 'CO2'] as const)('the parts of %s add up to the true value', (sensor) => {
  for (const time of TIMES) {
    const { room } = explainReading(SETTINGS, { ...ROOM, sensor }, time);
    const sum = room?.parts.reduce((total, { value }) => total + value, 0);
    expect(sum).toBeCloseTo(room?.truth ?? Number.NaN, 9);
  }
});

it('says who is there: stays of the day, and somebody within them only', () => {
  for (const time of TIMES) {
    const { room } = explainReading(SETTINGS, { ...ROOM, sensor: 'TEMP' }, time);
    const sinceMidnight = time - START;
    const comings = room?.stays.filter((change) => change <= sinceMidnight).length ?? 0;
    if (sinceMidnight > 4 * 3_600_000) expect(room?.isOccupied).toBe(comings % 2 === 1);
  }
});

it('names the faults, and a uniform value has no room', () => {
  const type = findFaultType('offset');
  if (type === undefined) throw new Error('no such fault');
  const plan = { type, where: {}, startMs: START, endMs: START + 1e7, severity: 0.5, params: {} };
  const address: Address = { ...ROOM, sensor: 'TEMP' };
  const faulty = { ...SETTINGS, faults: new FaultPlan([plan]) };
  expect(explainReading(faulty, address, START + 1).faults.map(({ id }) => id)).toEqual(['offset-1']);
  expect(explainReading({ ...faulty, values: 'uniform' }, address, START + 1)).not.toHaveProperty('room');
});
