import { describe, expect, it } from 'vitest';
import { intSet } from '../../../src/building/int-set.ts';
import {
  addressAt,
  addressesOf,
  DEFAULT_SENSORS,
  narrowLayout,
  uniformLayout,
} from '../../../src/building/layout.ts';
import type { Reading } from '../../../src/building/reading.ts';
import { sensorType } from '../../../src/building/sensors.ts';
import { formatTopic } from '../../../src/building/topic.ts';
import type { FaultType } from '../../../src/simulator/faults/fault-type.ts';
import { FAULT_TYPES, findFaultType } from '../../../src/simulator/faults/list.ts';
import { DEFAULT_FAULT_RATE, MAX_RATE, randomFaults } from '../../../src/simulator/faults/random-faults.ts';
import type { ActiveFault, FaultSchedule } from '../../../src/simulator/faults/schedule.ts';
import { truthOf } from '../../../src/simulator/faults/truth.ts';
import { hashText, mix } from '../../../src/simulator/hash.ts';
import { placeSeeds } from '../../../src/simulator/place-seeds.ts';
import { createWorld } from '../../../src/simulator/world.ts';

/** One floor: places of every scope, and every kind of place a sensor can share with others. */
const layout = uniformLayout({ building: 'BUILDING', floors: intSet([[1, 1]]), rooms: intSet([[1, 6]]) });
const root = hashText('9');
const DAY = 86_400_000;
const WEEK = 7 * DAY;
const from = Date.UTC(2026, 4, 4);

/** Without a schedule's cache: the seeds are a new object each time. */
function activeAt(rate: number, n: number, timeMs: number, seed = root): readonly ActiveFault[] {
  const address = addressAt(layout, n);
  return scheduleOf(rate).activeAt(address, placeSeeds(seed, address), timeMs);
}

const schedules = new Map<number, FaultSchedule>();
function scheduleOf(rate: number): FaultSchedule {
  const schedule = schedules.get(rate) ?? randomFaults(rate);
  schedules.set(rate, schedule);
  return schedule;
}

function activeIds(rate: number, n: number, timeMs: number): string[] {
  return activeAt(rate, n, timeMs).map(({ occurrence }) => occurrence.id);
}

const samples = Array.from({ length: 2000 }, (_, i) => ({
  n: (i * 37) % layout.size,
  timeMs: from + Math.floor((mix(1, i) >>> 0) % WEEK),
}));

describe.each(FAULT_TYPES.map((type) => [type.type, type] as const))('%s', (_, type) => {
  it('has a name, a line of help, and at least one effect', () => {
    expect(type.type).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(type.describe).toMatch(/^[^\n]{10,62}$/);
    const { air, light, vibration, signal, code, delivered } = type;
    expect([air, light, vibration, signal, code, delivered].some((effect) => effect)).toBe(true);
  });

  it('takes its share of the time', () => {
    expect(type.shareOfTime).toBeGreaterThan(0);
    expect(type.durationMs[0]).toBeLessThanOrEqual(type.durationMs[1]);
    expect(type.sensors.length).toBeGreaterThan(0);
  });
});

/** Over the sensors of a default building: a fault at one kind of four takes a quarter of its share of all sensors' time. */
it('the shares of faults of sensors add up to 1, those of events to 1.5', () => {
  const sum = (isSensor: boolean) =>
    FAULT_TYPES.filter(({ scope }) => (scope === 'sensor') === isSensor).reduce(
      (all, { shareOfTime, sensors }) =>
        all + (shareOfTime * sensors.filter((kind) => DEFAULT_SENSORS.includes(kind)).length) / 4,
      0,
    );
  expect(sum(true)).toBeCloseTo(1, 1);
  expect(sum(false)).toBeCloseTo(1.5, 1);
});

describe('random faults', () => {
  /** A moment of one sensor in each of many worlds, so no two samples share a fault: 5 % is one deviation. */
  it.each([0.01, 0.05])(
    'take the share of sensor-time asked for: %d, and events half as much again',
    (rate) => {
      const worlds = 400 / rate;
      let [ofSensors, ofEvents] = [0, 0];
      for (let i = 0; i < worlds; i++) {
        const active = activeAt(rate, i % layout.size, from + i * 7_654_321, mix(root, i));
        const isOfSensor = active.map(({ occurrence }) => findTypeOf(occurrence.id).scope === 'sensor');
        ofSensors += isOfSensor.filter((is) => is).length;
        ofEvents += isOfSensor.filter((is) => !is).length;
      }
      expect(ofSensors / worlds / rate).toBeGreaterThan(0.8);
      expect(ofSensors / worlds / rate).toBeLessThan(1.2);
      expect(ofEvents / worlds / rate).toBeGreaterThan(1.25);
      expect(ofEvents / worlds / rate).toBeLessThan(1.75);
    },
  );

  it('are the same in whatever order moments are asked for', () => {
    const schedule = randomFaults(MAX_RATE);
    const address = addressAt(layout, 5);
    const seeds = placeSeeds(root, address);
    const { floor, wing, room, sensor } = address;
    const itself = {
      floor: intSet([[floor, floor]]),
      wing: [wing],
      room: intSet([[room, room]]),
      sensor: [sensor],
    };
    const edges = truthOf(narrowLayout(layout, itself), {
      seed: '9',
      rate: MAX_RATE,
      plan: [],
      fromMs: from,
      toMs: from + WEEK,
    }).flatMap(({ startMs, endMs }) => [startMs - 1, startMs, endMs - 1, endMs]);
    expect(edges.length).toBeGreaterThan(20);
    const asked = [...edges, ...edges.toReversed(), ...samples.slice(0, 300).map(({ timeMs }) => timeMs)];
    for (const timeMs of asked) {
      const ids = schedule.activeAt(address, seeds, timeMs).map(({ occurrence }) => occurrence.id);
      expect(ids).toEqual(activeIds(MAX_RATE, 5, timeMs));
    }
  });

  it('are those that the truth tells, whoever computes it', () => {
    const truth = truthOf(layout, { seed: '9', rate: MAX_RATE, plan: [], fromMs: from, toMs: from + DAY });
    for (const { n, timeMs } of samples
      .map((sample) => ({ ...sample, timeMs: from + ((sample.timeMs - from) % DAY) }))
      .slice(0, 500)) {
      const topic = formatTopic(addressAt(layout, n));
      const told = truth.filter(
        ({ sensors, startMs, endMs }) => startMs <= timeMs && timeMs < endMs && sensors.includes(topic),
      );
      expect(told.map(({ id }) => id).sort()).toEqual(activeIds(MAX_RATE, n, timeMs).sort());
    }
  });

  it('stay when there are more of them', () => {
    for (const { n, timeMs } of samples) {
      expect(activeIds(0.2, n, timeMs)).toEqual(expect.arrayContaining(activeIds(0.02, n, timeMs)));
    }
  });

  it('are none at a rate of 0', () => {
    expect(samples.flatMap(({ n, timeMs }) => activeIds(0, n, timeMs))).toEqual([]);
    expect(truthOf(layout, { seed: '9', rate: 0, plan: [], fromMs: from, toMs: from + WEEK })).toEqual([]);
  });

  it('are told of a part of the building as of the whole', () => {
    const settings = { seed: '9', rate: 0.1, plan: [], fromMs: from, toMs: from + WEEK };
    const part = narrowLayout(layout, { room: intSet([[2, 4]]), wing: ['S'], sensor: ['TEMP'] });
    const topics = new Set([...addressesOf(part)].map((address) => formatTopic(address)));
    const expected = truthOf(layout, settings).flatMap((entry) => {
      const sensors = entry.sensors.filter((topic) => topics.has(topic));
      return sensors.length > 0 ? [{ id: entry.id, sensors }] : [];
    });
    expect(truthOf(part, settings).map(({ id, sensors }) => ({ id, sensors }))).toEqual(expected);
  });
});

describe('the preset fdd', () => {
  const building = uniformLayout({ building: 'BUILDING', floors: intSet([[1, 4]]), rooms: intSet([[1, 6]]) });

  it('has as many faults of each type, 16 in four weeks of the default building', () => {
    const counts = new Map(FAULT_TYPES.map(({ type }) => [type, 0]));
    const seeds = 2;
    for (let seed = 0; seed < seeds; seed++) {
      const settings = {
        seed: `${seed}`,
        rate: 'fdd',
        plan: [],
        fromMs: from,
        toMs: from + 4 * WEEK,
      } as const;
      for (const { type, startMs } of truthOf(building, settings))
        if (startMs >= from) counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    for (const [type, count] of counts) {
      expect(count / seeds, type).toBeGreaterThan(7);
      // A fire next door, in a room that the building does not have, is felt, too.
      expect(count / seeds, type).toBeLessThan(type === 'fire' ? 34 : 26);
    }
  });
});

describe('at the default rate', () => {
  const faults = randomFaults(DEFAULT_FAULT_RATE);
  const world = createWorld({ seed: '9', values: 'realistic', ranges: new Map(), faults });
  const tower = uniformLayout({ building: 'B', floors: intSet([[1, 4]]), rooms: intSet([[1, 6]]) });
  /** The share in buildings of other names: their weather, people and faults differ. */
  const crossing = (times: readonly number[]): number => {
    const sent = times.flatMap((timeMs, n) =>
      [...addressesOf(tower)].flatMap((address) =>
        world.deliveries({ address: { ...address, building: `B${n}` }, timeMs, seq: 0 }),
      ),
    );
    return sent.filter(({ reading }) => isBeyondLimit(reading)).length / sent.length;
  };

  it('about one reading in thirty crosses a built-in limit, over buildings, seasons and hours', () => {
    const times = Array.from({ length: 96 }, (_, n) =>
      Date.UTC(2026, n % 12, 1 + (n % 28), (7 * n) % 24, n % 60),
    );
    const share = crossing(times);
    expect(share).toBeGreaterThan(1 / 36);
    expect(share).toBeLessThan(1 / 28);
  });

  it.each([
    ['a working morning', Date.UTC(2026, 0, 7, 10)],
    ['a night', Date.UTC(2026, 3, 15, 2)],
    ['a weekend', Date.UTC(2026, 6, 19, 15)],
  ])('on %s it is one in twenty-three to forty-five', (_, timeMs) => {
    const share = crossing(Array.from({ length: 30 }, () => timeMs));
    expect(share).toBeGreaterThan(1 / 45);
    expect(share).toBeLessThan(1 / 23);
  });
});

function findTypeOf(id: string): FaultType {
  const type = findFaultType(id.replace(/-[0-9a-f]{8}$/, ''));
  if (type === undefined) throw new Error(`no type of fault for ${id}`);
  return type;
}

function isBeyondLimit({ address, value }: Reading): boolean {
  return sensorType(address.sensor).limits.some((limit) =>
    limit.side === 'above' ? value > limit.value : value < limit.value,
  );
}
