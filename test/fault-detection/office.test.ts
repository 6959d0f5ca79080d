// Tests src/alarm/ with the shipped rules of offices, on every kind of fault: what docs/faults.md and docs/rules.md promise.
import { expect, it } from 'vitest';
import type { Score } from '../../src/alarm/score/score.ts';
import { detectionOf } from '../alarm/score/detection.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const JANUARY = '2026-01-05T00:00:00Z';
const JULY = '2026-07-06T00:00:00Z';
const LEAST_RECALL_OF_A_KIND = 0.5;

function fourWeeks(seed: string, start: string, everyMs: number): Score {
  return detectionOf({ rules: 'office', start, days: 28, everyMs, seed });
}

function expectTrust({ meanRecall, precision, byType }: Score): void {
  expect(meanRecall).toBeGreaterThanOrEqual(0.8);
  expect(precision).toBeGreaterThanOrEqual(0.95);
  const stuck = byType.find(({ type }) => type === 'stuck');
  expect(stuck?.medianDelayMs).toBeLessThan(6 * HOUR);
}

it('the office rules find each kind of fault, with few false alarms, in four weeks of three seeds', () => {
  const scores = ['1', '2', '3'].map((seed) => fourWeeks(seed, JANUARY, 2 * MINUTE));
  for (const score of scores) expectTrust(score);
  const kinds = new Map<string, { events: number; detected: number }>();
  for (const { type, events, detected } of scores.flatMap(({ byType }) => byType)) {
    const sum = kinds.get(type) ?? { events: 0, detected: 0 };
    kinds.set(type, { events: sum.events + events, detected: sum.detected + detected });
  }
  for (const [type, { events, detected }] of kinds)
    expect(detected / events, type).toBeGreaterThanOrEqual(LEAST_RECALL_OF_A_KIND);
});

it('they do so at a reading every minute', () => {
  expectTrust(fourWeeks('1', JANUARY, MINUTE));
});

it('they do so in the heat of July', () => {
  expectTrust(fourWeeks('2', JULY, 2 * MINUTE));
});
