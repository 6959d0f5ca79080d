import { describe, expect, it } from 'vitest';
import { ReportedBreaches } from '../../src/alarm/breach-dedup.ts';

const KEPT = [{ clock: 1000 }, { topic: 'a', time: 1000, value: 31 }];

describe('ReportedBreaches', () => {
  it.each([
    ['the very reading', 'a', 1000, 31, true],
    ['an older one', 'a', 999, 40, true],
    ['a newer one', 'a', 1001, 31, false],
    ['another value of the same time', 'a', 1000, 32, false],
    ['another sensor', 'b', 900, 31, false],
  ])('knows from before: %s', (_, topic, timeMs, value, reported) => {
    expect(new ReportedBreaches(KEPT).wasReported(topic, { timeMs, value })).toBe(reported);
  });

  it('tells what comes late while it runs', () => {
    const breaches = new ReportedBreaches(KEPT);
    breaches.add('a', { timeMs: 2000, value: 33 });
    expect(breaches.wasReported('a', { timeMs: 1500, value: 33 })).toBe(false);
  });

  it('keeps the newest of each sensor, each change once', () => {
    const breaches = new ReportedBreaches(KEPT);
    breaches.add('b', { timeMs: 3000, value: 35 });
    breaches.add('b', { timeMs: 2000, value: 34 });
    const b = { topic: 'b', time: 3000, value: 35 };
    expect(breaches.changes()).toEqual([b, { clock: 3000 }]);
    expect(breaches.changes()).toEqual([]);
    expect([...breaches.all()]).toEqual([{ clock: 3000 }, KEPT[1], b]);
    expect(breaches.size).toBe(2);
  });
});
