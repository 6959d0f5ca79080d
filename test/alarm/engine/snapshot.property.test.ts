import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AlarmEngine, type Heard } from '../../../src/alarm/engine/engine.ts';
import { type Kept, keepGroup, keepPoint } from '../../../src/alarm/engine/snapshot.ts';
import { LEVELS } from '../../../src/building/limit.ts';
import { limit, MINUTE, rulesOf, SECOND, START } from './script.ts';

const TOPICS = ['B/P_1/N/1/TEMP', 'B/P_1/N/2/TEMP', 'B/P_1/N/2/HUM'];

/** Without delays: while nobody listens none ends, since the value is not known. */
const anyLimit = fc
  .record({
    kind: fc.constantFrom('above', 'below', 'rising', 'falling'),
    value: fc.integer({ min: 3, max: 30 }),
    level: fc.constantFrom(...LEVELS),
    deadband: fc.constantFrom(0, 2),
    n: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ n, ...rest }) => limit({ ...rest, n, of: 3, withinMs: 3 * MINUTE }));

/** Conditions are kept by rule, kind and level, of which a rule has one each. */
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

const anyReading: fc.Arbitrary<Heard> = fc.record({
  topic: fc.constantFrom(...TOPICS),
  value: fc.oneof(
    fc.integer({ min: 28, max: 66 }).map((half) => half / 2),
    fc.constantFrom(85),
  ),
  time: fc.integer({ min: 0, max: 40 }).map((step) => START + step * 20 * SECOND),
});

function revived(engine: AlarmEngine, ruleSet: ReturnType<typeof rulesOf>): AlarmEngine {
  const kept = [
    { clock: engine.now },
    ...[...engine.groups()].map(keepGroup),
    ...[...engine.points()].map(keepPoint),
  ];
  const fresh = new AlarmEngine({ ruleSet });
  fresh.restore(JSON.parse(JSON.stringify(kept)) as Kept[]);
  return fresh;
}

it('an engine that goes on from what was kept tells what it would have told anyway', () => {
  fc.assert(
    fc.property(anyRules, fc.array(anyReading, { maxLength: 60 }), fc.nat(60), (ruleSet, readings, cut) => {
      const sorted = readings.sort((a, b) => a.time - b.time);
      const whole = new AlarmEngine({ ruleSet });
      const expected = sorted.flatMap((reading) => whole.read(reading));

      const first = new AlarmEngine({ ruleSet });
      const before = sorted.slice(0, cut).flatMap((reading) => first.read(reading));
      const second = cut === 0 ? first : revived(first, ruleSet);
      const after = sorted.slice(cut).flatMap((reading) => second.read(reading));
      expect([...before, ...after]).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});
