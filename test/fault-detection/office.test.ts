// Tests src/alarm/ with the shipped rules of offices, on every kind of fault: what docs/faults.md and docs/rules.md promise.
import { expect, it } from 'vitest';
import { detectionOf } from '../alarm/score/detection.ts';

const HOUR = 3_600_000;
const run = { rules: 'office', start: '2026-01-05T00:00:00Z', days: 28, everyMs: 120_000 } as const;

it('the office rules find each kind of fault, with few false alarms, in four weeks of three seeds', () => {
  const scores = ['1', '2', '3'].map((seed) => detectionOf({ ...run, seed }));
  for (const { meanRecall, precision } of scores) {
    expect(meanRecall).toBeGreaterThanOrEqual(0.8);
    // 96.2, 94.2 and 95.3 %.
    expect(precision).toBeGreaterThanOrEqual(0.94);
  }
  const kinds = new Map<string, { events: number; detected: number }>();
  for (const { type, events, detected } of scores.flatMap(({ byType }) => byType)) {
    const sum = kinds.get(type) ?? { events: 0, detected: 0 };
    kinds.set(type, { events: sum.events + events, detected: sum.detected + detected });
  }
  for (const [type, { events, detected }] of kinds)
    expect(detected / events, type).toBeGreaterThanOrEqual(0.5);
  const stuck = scores.flatMap(({ byType }) => byType.filter(({ type }) => type === 'stuck'));
  for (const { medianDelayMs } of stuck) expect(medianDelayMs).toBeLessThan(6 * HOUR);
});
