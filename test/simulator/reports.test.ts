// Tests src/simulator/ reports: every-reports.ts and random-reports.ts.
import { describe, expect, it } from 'vitest';
import { intSet } from '../../src/building/int-set.ts';
import { addressesOf, type Layout, narrowLayout, uniformLayout } from '../../src/building/layout.ts';
import { inShard } from '../../src/building/shard.ts';
import { formatTopic } from '../../src/building/topic.ts';
import { everyReports, reportsEvery } from '../../src/simulator/every-reports.ts';
import { randomReports, rateReports, unpacedReports } from '../../src/simulator/random-reports.ts';
import type { Report, ReportSettings } from '../../src/simulator/report.ts';

const layout = uniformLayout({ building: 'B', floors: intSet([[1, 3]]), rooms: intSet([[1, 5]]) });
const start = { seed: 'x', startMs: 1_000_000_000_000 };

function take(reports: Iterable<Report>, count: number): Report[] {
  const taken: Report[] = [];
  for (const report of reports) {
    taken.push(report);
    if (taken.length === count) break;
  }
  return taken;
}

function bySensor(reports: readonly Report[]): Map<string, { timeMs: number; seq: number }[]> {
  const streams = new Map<string, { timeMs: number; seq: number }[]>();
  for (const { address, timeMs, seq } of reports) {
    const topic = formatTopic(address);
    streams.set(topic, [...(streams.get(topic) ?? []), { timeMs, seq }]);
  }
  return streams;
}

const KINDS: readonly [string, (layout: Layout, settings: ReportSettings) => Iterable<Report>][] = [
  ['random', (of, settings) => randomReports(of, { ...settings, waitMs: [1000, 5000] })],
  ['every', (of, settings) => everyReports(of, { ...settings, periodMs: 60_000 })],
  ['rate', (of, settings) => rateReports(of, { ...settings, perSecond: 400 })],
];

describe.each(KINDS)('%s reports', (_, reportsOf) => {
  it('come in the order of time, in whole milliseconds from the start, each sensor counting from 0', () => {
    const reports = take(reportsOf(layout, start), 1000);
    let previous = start.startMs;
    for (const { timeMs } of reports) {
      expect(timeMs).toBeGreaterThanOrEqual(previous);
      expect(Number.isInteger(timeMs)).toBe(true);
      previous = timeMs;
    }
    for (const stream of bySensor(reports).values()) {
      expect(stream.map(({ seq }) => seq)).toEqual(stream.map((_, i) => i));
    }
  });

  it('are the same for the same seed and others for another', () => {
    const reports = take(reportsOf(layout, start), 200);
    expect(take(reportsOf(layout, start), 200)).toEqual(reports);
    expect(take(reportsOf(layout, { ...start, seed: 'y' }), 200)).not.toEqual(reports);
  });

  it('of all shards together are those of the whole', () => {
    const whole = take(reportsOf(layout, start), 900);
    const until = whole.at(-1)?.timeMs ?? 0;
    const parts = [1, 2, 3].flatMap((k) =>
      take(reportsOf(layout, { ...start, shard: { k, n: 3 } }), 900).filter(({ timeMs }) => timeMs < until),
    );
    expect(bySensor(parts.sort((a, b) => a.timeMs - b.timeMs))).toEqual(
      bySensor(whole.filter(({ timeMs }) => timeMs < until)),
    );
  });

  it('of an empty layout are none', () => {
    const nothing = narrowLayout(layout, { building: ['C'] });
    expect(take(reportsOf(nothing, start), 1)).toEqual([]);
  });
});

describe('everyReports', () => {
  const periodMs = 60_000;

  it('has each sensor once in each period', () => {
    const reports = take(everyReports(layout, { ...start, periodMs }), layout.size * 3);
    for (const [period, first] of [0, 1, 2].map((n) => [n, n * layout.size] as const)) {
      const inPeriod = reports.slice(first, first + layout.size);
      expect(bySensor(inPeriod).size).toBe(layout.size);
      for (const { timeMs, seq } of inPeriod) {
        expect(seq).toBe(period);
        expect(Math.floor((timeMs - start.startMs) / periodMs)).toBe(period);
      }
    }
  });

  it('keeps a sensor at its own moment, but for a second of jitter, whoever else reports', () => {
    const alone = narrowLayout(layout, { floor: intSet([[2, 2]]), room: intSet([[3, 3]]), sensor: ['HUM'] });
    const all = bySensor(take(everyReports(layout, { ...start, periodMs }), layout.size * 5));
    const streams = bySensor(take(everyReports(alone, { ...start, periodMs }), alone.size * 5));
    expect(streams.size).toBe(4);
    for (const [topic, stream] of streams) {
      expect(stream).toEqual(all.get(topic));
      const offsets = stream.map(({ timeMs, seq }) => timeMs - seq * periodMs);
      expect(Math.max(...offsets) - Math.min(...offsets)).toBeLessThanOrEqual(1000);
    }
  });

  it('tells without a run whether a sensor reports between two moments, the second excluded', () => {
    const settings = { ...start, periodMs };
    for (const { address, timeMs } of take(everyReports(layout, settings), layout.size * 3)) {
      expect(reportsEvery(settings, address, timeMs, timeMs + 1)).toBe(true);
      expect(reportsEvery(settings, address, timeMs - 1000, timeMs)).toBe(false);
      expect(reportsEvery(settings, address, timeMs + 1, timeMs + 1000)).toBe(false);
      expect(reportsEvery(settings, address, timeMs + 1, timeMs + periodMs + 2000)).toBe(true);
      expect(reportsEvery(settings, address, start.startMs - 10 * periodMs, start.startMs)).toBe(false);
    }
  });

  it('spreads the sensors over the period', () => {
    const reports = take(everyReports(layout, { ...start, periodMs }), layout.size);
    const perQuarter = [0, 0, 0, 0];
    for (const { timeMs } of reports) {
      const quarter = Math.floor((4 * (timeMs - start.startMs)) / periodMs);
      perQuarter[quarter] = (perQuarter[quarter] ?? 0) + 1;
    }
    for (const count of perQuarter) expect(count).toBeGreaterThan(layout.size / 8);
  });
});

it('random waits stay in their range and fill it', () => {
  const reports = take(randomReports(layout, { ...start, waitMs: [1000, 5000] }), 500);
  const waits = reports.slice(1).map(({ timeMs }, i) => timeMs - (reports[i]?.timeMs ?? 0));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(999);
  expect(Math.max(...waits)).toBeLessThanOrEqual(5001);
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(3800);
});

it('a rate is kept to the millisecond', () => {
  const reports = take(rateReports(layout, { ...start, perSecond: 3 }), 301);
  expect((reports.at(-1)?.timeMs ?? 0) - start.startMs).toBe(100_000);
});

it('every sensor reports in its own shard', () => {
  const reports = everyReports(layout, { ...start, periodMs: 1000, shard: { k: 2, n: 4 } });
  const expected = [...addressesOf(layout)].filter((address) => inShard(address, { k: 2, n: 4 }));
  const seen = take(reports, expected.length).map(({ address }) => formatTopic(address));
  expect(new Set(seen)).toEqual(new Set(expected.map((address) => formatTopic(address))));
});

it('unpaced reports have the time of the clock, and are a millisecond apart while it stands', () => {
  let now = start.startMs;
  const reports = unpacedReports(layout, start, () => now);
  const times = Array.from({ length: 5 }, (_, n) => {
    if (n === 3) now += 500.7;
    return reports.next().value.timeMs - start.startMs;
  });
  expect(times).toEqual([0, 1, 2, 500, 500]);
});
