import { describe, expect, it } from 'vitest';
import { intSet } from '../../../src/building/int-set.ts';
import { addressAt, addressesOf, narrowLayout, uniformLayout } from '../../../src/building/layout.ts';
import type { Reading } from '../../../src/building/reading.ts';
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

it('the shares of faults of sensors add up to 1, those of events to 1.5', () => {
  const sum = (isSensor: boolean) =>
    FAULT_TYPES.filter(({ scope }) => (scope === 'sensor') === isSensor).reduce(
      (all, { weight }) => all + weight,
      0,
    );
  expect(sum(true)).toBeCloseTo(1, 1);
  expect(sum(false)).toBeCloseTo(1.5, 1);
});

describe('random faults', () => {
  it.each([0.01, 0.05])(
    'take the share of sensor-time asked for: %d, and events half as much again',
    (rate) => {
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
      expect(share(false) / rate).toBeGreaterThan(1);
      expect(share(false) / rate).toBeLessThan(2);
    },
  );

  it('are the same in whatever order moments are asked for', () => {
    const schedule = randomFaults(MAX_RATE);
    const address = addressAt(layout, 5);
    const places = placesOf(root, address);
    const edges = truthOf(layout, { seed: '9', rate: MAX_RATE, plan: [], fromMs: from, toMs: from + WEEK })
      .filter(({ sensors }) => sensors.includes(formatTopic(address)))
      .flatMap(({ startMs, endMs }) => [startMs - 1, startMs, endMs - 1, endMs]);
    expect(edges.length).toBeGreaterThan(20);
    const asked = [...edges, ...edges.toReversed(), ...samples.slice(0, 300).map(({ timeMs }) => timeMs)];
    for (const timeMs of asked) {
      const ids = schedule.activeAt(address, places, timeMs).map(({ occurrence }) => occurrence.id);
      expect(ids).toEqual(activeIds(MAX_RATE, 5, timeMs));
    }
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

describe('at the default rate', () => {
  const faults = randomFaults(DEFAULT_FAULT_RATE);
  const crossing = (seed: number, timeMs: number): number => {
    const world = createWorld({ seed: `${seed}`, values: 'realistic', ranges: new Map(), faults });
    const sent = [...addressesOf(layout)].flatMap((address) =>
      world.deliveries({ address, time: timeMs, seq: 0 }),
    );
    return sent.filter(({ reading }) => isBeyondLimit(reading)).length / sent.length;
  };
  const averageOf = (shares: readonly number[]) =>
    shares.reduce((sum, share) => sum + share, 0) / shares.length;

  it('about one reading in thirty crosses a built-in limit, over buildings, seasons and hours', () => {
    const shares = Array.from({ length: 30 }, (_seed, seed) =>
      Array.from({ length: 12 }, (_month, month) =>
        crossing(seed, Date.UTC(2026, month, 1 + month, (5 * month + 7 * seed) % 24, seed)),
      ),
    );
    expect(averageOf(shares.flat())).toBeGreaterThan(1 / 36);
    expect(averageOf(shares.flat())).toBeLessThan(1 / 28);
  });

  it.each([
    ['a working morning', Date.UTC(2026, 0, 7, 10)],
    ['a night', Date.UTC(2026, 3, 15, 2)],
    ['a weekend', Date.UTC(2026, 6, 19, 15)],
  ])('on %s it is one in twenty-three to forty-five', (_, timeMs) => {
    const share = averageOf(Array.from({ length: 30 }, (_seed, seed) => crossing(seed, timeMs)));
    expect(share).toBeGreaterThan(1 / 45);
    expect(share).toBeLessThan(1 / 23);
  });
});

function isBeyondLimit({ address, value }: Reading): boolean {
  return sensorType(address.sensor).limits.some((limit) =>
    limit.side === 'above' ? value > limit.value : value < limit.value,
  );
}
