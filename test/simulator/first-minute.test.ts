// Tests src/simulator/random-reports.ts with the built-in limits: the two terminals of README.md.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { breachOf, limitsWith } from '../../src/alarm/breach.ts';
import { intSet } from '../../src/building/int-set.ts';
import { uniformLayout } from '../../src/building/layout.ts';
import { deliveriesOf } from '../../src/simulator/deliveries.ts';
import { DEFAULT_FAULT_RATE, randomFaults } from '../../src/simulator/faults/random-faults.ts';
import { scheduledReports } from '../../src/simulator/report-schedule.ts';
import { createWorld } from '../../src/simulator/world.ts';

const SEEDS = 100;
const layout = uniformLayout({ building: 'BUILDING', floors: intSet([[1, 4]]), rooms: intSet([[1, 6]]) });
const limits = limitsWith([]);

/** The rate in README's first terminal. */
function rateOfReadme(): number {
  const line = /^\$ building-sim publish (.*)$/m.exec(readFileSync('README.md', 'utf8'))?.[1];
  return Number(/^--rate (\d+)$/.exec(line ?? '')?.[1]);
}

/** Seconds from the first reading to the first reading beyond a limit; Infinity after a minute without one. */
function firstAlarmS(seed: string, startMs: number, perSecond: number): number {
  const faults = randomFaults(DEFAULT_FAULT_RATE);
  const world = createWorld({ seed, values: 'realistic', ranges: new Map(), faults });
  const reports = scheduledReports(layout, { kind: 'rate', perSecond }, { seed, startMs }, () => startMs);
  for (const { reading, sentMs } of deliveriesOf(reports, world)) {
    if (sentMs > startMs + 60_000) break;
    if (breachOf(limits[reading.address.sensor], reading.value)) return (sentMs - startMs) / 1000;
  }
  return Number.POSITIVE_INFINITY;
}

it.each([
  ['a Monday morning in winter', '2026-01-05T08:00Z'],
  ['a Monday afternoon', '2026-01-05T15:00Z'],
  ['a Monday morning in summer', '2026-07-06T09:00Z'],
])("README's pair shows an alarm within 20 s for 95 of 100 seeds, on %s", (_, start) => {
  const rate = rateOfReadme();
  const seeds = Array.from({ length: SEEDS }, (_seed, n) => String(n + 1));
  const times = seeds.map((seed) => firstAlarmS(seed, Date.parse(start), rate));
  expect(times.filter((seconds) => seconds <= 20).length).toBeGreaterThanOrEqual(95);
});
