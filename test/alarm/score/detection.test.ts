// Tests src/alarm/ with the shipped rules of offices, on every kind of fault; test/fault-detection has the long form.
import { expect, it } from 'vitest';
import { detectionOf } from './detection.ts';

it('the office rules find most kinds of faults in five days, and few others alarms', () => {
  const { meanRecall, precision, byType } = detectionOf({
    rules: 'office',
    seed: '2',
    start: '2026-01-05T00:00:00Z',
    days: 5,
    everyMs: 300_000,
  });
  expect(byType.length).toBeGreaterThan(20);
  expect(meanRecall).toBeGreaterThan(0.75);
  expect(precision).toBeGreaterThan(0.9);
});
