// Tests src/alarm/engine/snapshot.ts with generated readings.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AlarmEngine, type EngineReading } from '../../../src/alarm/engine/engine.ts';
import { EngineSnapshot } from '../../../src/alarm/engine/engine-snapshot.ts';
import type { SnapshotRecord } from '../../../src/alarm/engine/snapshot.ts';
import { LEVELS } from '../../../src/building/limit.ts';
import { limit, MINUTE, rulesOf, SECOND, START } from './script.ts';

const TOPICS = ['B/P_1/N/1/TEMP', 'B/P_1/N/2/TEMP', 'B/P_1/N/2/HUM'];

/** Without delays: no delay ends during a downtime, because the value is not known. */
const anyLimit = fc
  .record({
    kind: fc.constantFrom('above', 'below', 'rising', 'falling'),
    value: fc.integer({ min: 3, max: 30 }),
    level: fc.constantFrom(...LEVELS),
    deadband: fc.constantFrom(0, 2),
    n: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ n, ...rest }) => limit({ ...rest, n, of: 3, withinMs: 3 * MINUTE }));

/** Snapshots name conditions by rule, kind and level, so a rule has at most one limit of each. */
const limitsOfRule = fc.uniqueArray(anyLimit, {
  maxLength: 4,
  selector: ({ kind, level }) => `${kind} ${level}`,
});

const anyRules = fc
  .tuple(limitsOfRule, limitsOfRule, fc.boolean())
  .map(([temp, hum, latch]) =>
    rulesOf(
      { name: 'temp', limits: temp, latch, mutes: { rules: ['hum'], within: 'room' } },
      { name: 'hum', scope: { sensor: ['HUM'] }, limits: hum },
    ),
  );

/** Sensors without events nearly always, so their snapshots matter. */
const rateRules = fc
  .record({ kind: fc.constantFrom('rising', 'falling'), value: fc.integer({ min: 12, max: 16 }) })
  .map((given) => rulesOf({ limits: [limit({ ...given, withinMs: 3 * MINUTE })] }));

const anyReading: fc.Arbitrary<EngineReading> = fc.record({
  topic: fc.constantFrom(...TOPICS),
  value: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 28, max: 66 }).map((half) => half / 2) },
    fc.constantFrom(85),
  ),
  timeMs: fc.integer({ min: 0, max: 80 }).map((step) => START + step * 10 * SECOND),
});

function revived(records: readonly SnapshotRecord[], ruleSet: ReturnType<typeof rulesOf>): AlarmEngine {
  const fresh = new AlarmEngine({ ruleSet });
  fresh.restore(JSON.parse(JSON.stringify(records)) as SnapshotRecord[]);
  return fresh;
}

it.each([
  ['a whole snapshot', (snapshot: EngineSnapshot) => [...snapshot.all()]],
  ['the changes', (_: EngineSnapshot, changes: readonly SnapshotRecord[]) => newest(changes)],
])('an engine restored from %s reports the same events as an engine without a restart', (_, recordsOf) => {
  fc.assert(
    fc.property(
      fc.oneof(anyRules, rateRules),
      fc.array(anyReading, { maxLength: 60 }),
      fc.nat(60),
      (ruleSet, readings, cut) => {
        const sorted = readings.sort((a, b) => a.timeMs - b.timeMs);
        const whole = new AlarmEngine({ ruleSet });
        const expected = sorted.flatMap((reading) => whole.read(reading));

        const first: AlarmEngine = new AlarmEngine({ ruleSet, onChange: (point) => snapshot.note(point) });
        const snapshot = new EngineSnapshot(first);
        const changes: SnapshotRecord[] = [];
        const before = sorted.slice(0, cut).flatMap((reading) => {
          const events = first.read(reading);
          changes.push(...snapshot.changes());
          return events;
        });
        const second = cut === 0 ? first : revived(recordsOf(snapshot, changes), ruleSet);
        const after = sorted.slice(cut).flatMap((reading) => second.read(reading));
        expect([...before, ...after]).toEqual(expected);
      },
    ),
    { numRuns: 400 },
  );
});

/** The last record of each sensor and of the clock; there are no groups here. */
function newest(changes: readonly SnapshotRecord[]): SnapshotRecord[] {
  return [...new Map(changes.map((kept) => ['topic' in kept ? kept.topic : '', kept])).values()];
}
