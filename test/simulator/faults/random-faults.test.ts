import { describe, expect, it } from 'vitest';
import { intSet } from '../../../src/building/int-set.ts';
import { addressAt, addressesOf, narrowLayout, uniformLayout } from '../../../src/building/layout.ts';
import { sensorType } from '../../../src/building/sensors.ts';
import { formatTopic } from '../../../src/building/topic.ts';
import { FAULT_TYPES } from '../../../src/simulator/faults/list.ts';
import { DEFAULT_FAULT_RATE, MAX_RATE, randomFaults } from '../../../src/simulator/faults/random-faults.ts';
import { truthOf } from '../../../src/simulator/faults/truth.ts';
import { hashText, mix } from '../../../src/simulator/hash.ts';
import { placesOf } from '../../../src/simulator/place.ts';
import { createWorld } from '../../../src/simulator/world.ts';

const layout = uniformLayout({ building: 'BUILDING', floors: intSet([[1, 4]]), rooms: intSet([[1, 6]]) });
const root = hashText('9');
const WEEK = 7 * 86_400_000;
const from = Date.UTC(2026, 4, 4);

function activeIds(rate: number, n: number, timeMs: number): string[] {
  const address = addressAt(layout, n);
  return randomFaults(rate)
    .activeAt(address, placesOf(root, address), timeMs)
    .map(({ occurrence }) => occurrence.id);
}

const samples = Array.from({ length: 4000 }, (_, i) => ({
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
    expect(type.weight).toBeGreaterThan(0);
    expect(type.durationMs[0]).toBeLessThanOrEqual(type.durationMs[1]);
    expect(type.sensors.length).toBeGreaterThan(0);
  });
});

it('the shares of faults add up to 1, and so do those of events', () => {
  const sum = (isSensor: boolean) =>
    FAULT_TYPES.filter(({ scope }) => (scope === 'sensor') === isSensor).reduce(
      (all, { weight }) => all + weight,
      0,
    );
  expect(sum(true)).toBeCloseTo(1, 1);
  expect(sum(false)).toBeCloseTo(1, 1);
});

describe('random faults', () => {
  it.each([0.01, 0.05])('take about the share of sensor-time asked for: %d, and events as much', (rate) => {
    const entries = [1, 2, 3].flatMap((seed) =>
      truthOf(layout, { seed: `${seed}`, rate, plan: [], fromMs: from, toMs: from + 4 * WEEK }),
    );
    const share = (isSensor: boolean) =>
      entries
        .filter(({ scope }) => (scope === 'sensor') === isSensor)
        .reduce((sum, { startMs, endMs, sensors }) => {
          const lasts = Math.min(endMs, from + 4 * WEEK) - Math.max(startMs, from);
          return sum + lasts * sensors.length;
        }, 0) /
      (3 * 4 * WEEK * layout.size);
    expect(share(true) / rate).toBeGreaterThan(0.8);
    expect(share(true) / rate).toBeLessThan(1.2);
    expect(share(false) / rate).toBeGreaterThan(0.5);
    expect(share(false) / rate).toBeLessThan(1.5);
  });

  it('are those that the truth tells, whoever computes it', () => {
    const truth = truthOf(layout, { seed: '9', rate: MAX_RATE, plan: [], fromMs: from, toMs: from + WEEK });
    for (const { n, timeMs } of samples.slice(0, 500)) {
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
    const part = narrowLayout(layout, { floor: intSet([[2, 2]]), wing: ['S'], sensor: ['TEMP'] });
    const topics = new Set([...addressesOf(part)].map((address) => formatTopic(address)));
    const expected = truthOf(layout, settings).flatMap((entry) => {
      const sensors = entry.sensors.filter((topic) => topics.has(topic));
      return sensors.length > 0 ? [{ id: entry.id, sensors }] : [];
    });
    expect(truthOf(part, settings).map(({ id, sensors }) => ({ id, sensors }))).toEqual(expected);
  });
});

it.each([
  ['a working morning', Date.UTC(2026, 0, 7, 10)],
  ['a night', Date.UTC(2026, 3, 15, 2)],
  ['a weekend', Date.UTC(2026, 6, 19, 15)],
])('on %s one reading in twenty to fifty crosses a built-in limit', (_, timeMs) => {
  const shares = Array.from({ length: 30 }, (_value, seed) => {
    const faults = randomFaults(DEFAULT_FAULT_RATE);
    const world = createWorld({ seed: `${seed}`, values: 'realistic', ranges: new Map(), faults });
    const beyond = [...addressesOf(layout)].flatMap((address) =>
      world
        .deliveries({ address, time: timeMs, seq: 0 })
        .filter(({ reading }) =>
          sensorType(address.sensor).limits.some(({ side, value }) =>
            side === 'above' ? reading.value > value : reading.value < value,
          ),
        ),
    );
    return beyond.length / layout.size;
  });
  const share = shares.reduce((sum, value) => sum + value, 0) / shares.length;
  expect(share).toBeGreaterThan(0.02);
  expect(share).toBeLessThan(0.05);
});
