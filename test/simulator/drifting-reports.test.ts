// Tests src/simulator/drifting-reports.ts and src/simulator/lossy-reports.ts.
import { describe, expect, it } from 'vitest';
import { intSet } from '../../src/building/int-set.ts';
import { uniformLayout } from '../../src/building/layout.ts';
import { formatTopic } from '../../src/building/topic.ts';
import { driftingReports } from '../../src/simulator/drifting-reports.ts';
import { everyReports } from '../../src/simulator/every-reports.ts';
import { lossyReports } from '../../src/simulator/lossy-reports.ts';
import type { Report } from '../../src/simulator/report.ts';

const layout = uniformLayout({ building: 'B', floors: intSet([[1, 2]]), rooms: intSet([[1, 6]]) });
const START = Date.UTC(2026, 0, 5);
const settings = { seed: '7', startMs: START, periodMs: 30_000, clockError: 0.02 };

function take(reports: Iterable<Report>, untilMs: number): Report[] {
  const taken: Report[] = [];
  for (const report of reports) {
    if (report.timeMs >= untilMs) break;
    taken.push(report);
  }
  return taken;
}

function bySensor(reports: readonly Report[]): Report[][] {
  const streams = new Map<string, Report[]>();
  for (const report of reports) {
    const topic = formatTopic(report.address);
    streams.set(topic, [...(streams.get(topic) ?? []), report]);
  }
  return [...streams.values()];
}

describe('sensors with clocks of their own', () => {
  const reports = take(driftingReports(layout, settings), START + 6 * 3_600_000);

  it('report in the order of time, each counting from 0 without a gap', () => {
    expect(reports.every(({ timeMs }, i) => timeMs >= (reports[i - 1]?.timeMs ?? START))).toBe(true);
    for (const stream of bySensor(reports))
      expect(stream.map(({ seq }) => seq)).toEqual(stream.map((_, i) => i));
  });

  it('have periods of their own, within 2 % of the period, fast ones and slow ones', () => {
    const periods = bySensor(reports).map((stream) => {
      const [first, last] = [stream[0]?.timeMs ?? 0, stream.at(-1)?.timeMs ?? 0];
      return (last - first) / (stream.length - 1);
    });
    expect(Math.min(...periods)).toBeGreaterThan(29_390);
    expect(Math.min(...periods)).toBeLessThan(29_500);
    expect(Math.max(...periods)).toBeLessThan(30_610);
    expect(Math.max(...periods)).toBeGreaterThan(30_500);
  });

  it('are a pure function of the seed', () => {
    expect(take(driftingReports(layout, settings), START + 90_000)).toEqual(
      reports.filter(({ timeMs }) => timeMs < START + 90_000),
    );
  });
});

it('single readings are lost, as many as asked for, and the others keep their numbers', () => {
  const all = take(everyReports(layout, settings), START + 3_600_000);
  const kept = [...lossyReports(all, 0.1, '7')];
  expect(kept.length / all.length).toBeGreaterThan(0.88);
  expect(kept.length / all.length).toBeLessThan(0.92);
  expect(all).toEqual(expect.arrayContaining(kept.slice(0, 50)));
});
