// Tests src/alarm/engine/ as a whole with generated readings and commands.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAnyIn } from '../../../src/alarm/engine/conditions.ts';
import { AlarmEngine, type EngineReading } from '../../../src/alarm/engine/engine.ts';
import type { Point } from '../../../src/alarm/engine/point.ts';
import type { AlarmEvent, EventState } from '../../../src/alarm/event.ts';
import { LEVELS } from '../../../src/building/limit.ts';
import { limit, MINUTE, rulesOf, SECOND, START } from './script.ts';

const TOPICS = ['B/P_1/N/1/TEMP', 'B/P_1/N/2/TEMP', 'B/P_1/S/1/HUM', 'B/P_2/N/1/TEMP', 'B/P_2/N/1/HUM'];

const delay = fc.constantFrom(0, 0, 30 * SECOND, 2 * MINUTE);
const anyLimit = fc
  .record({
    kind: fc.constantFrom('above', 'below', 'rising', 'falling'),
    value: fc.integer({ min: 15, max: 30 }),
    level: fc.constantFrom(...LEVELS),
    deadband: fc.constantFrom(0, 0.5, 3),
    onDelayMs: delay,
    offDelayMs: delay,
    of: fc.integer({ min: 1, max: 4 }),
    n: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ n, of, ...rest }) => limit({ ...rest, n: Math.min(n, of), of, withinMs: 4 * MINUTE }));
const anySilence = fc.option(
  fc.record({
    afterMs: fc.constantFrom(MINUTE, 3 * MINUTE),
    level: fc.constantFrom(...LEVELS),
    each: fc.constant('sensor'),
  }),
  { nil: undefined },
);
const quietRules = fc
  .tuple(fc.array(anyLimit, { maxLength: 4 }), fc.array(anyLimit, { maxLength: 3 }), anySilence, fc.boolean())
  .map(([temp, hum, silence, latch]) =>
    rulesOf(
      { name: 'temp', limits: temp, latch, ...(silence && { silence }) },
      { name: 'hum', scope: { sensor: ['HUM'] }, limits: hum },
    ),
  );
const mutingRules = fc
  .tuple(fc.array(anyLimit, { maxLength: 4 }), fc.array(anyLimit, { maxLength: 3 }), anySilence)
  .map(([temp, hum, silence]) =>
    rulesOf(
      { name: 'temp', limits: temp, mutes: { rules: ['hum'], within: 'floor' }, ...(silence && { silence }) },
      { name: 'hum', scope: { sensor: ['HUM'] }, limits: hum },
      { name: 'floor', scope: {}, silence: { afterMs: MINUTE, level: 'high', each: 'floor' } },
    ),
  );

const anyReading: fc.Arbitrary<EngineReading> = fc.record({
  topic: fc.constantFrom(...TOPICS),
  value: fc.oneof(
    fc.integer({ min: 28, max: 70 }).map((half) => half / 2),
    fc.constantFrom(Number.NaN, 85),
  ),
  timeMs: fc.integer({ min: 0, max: 60 }).map((step) => START + step * 20 * SECOND),
});
const inOrder = fc
  .array(anyReading, { maxLength: 80 })
  .map((readings) => readings.sort((a, b) => a.timeMs - b.timeMs));

type Step =
  | { readonly do: 'read'; readonly reading: EngineReading }
  | { readonly do: 'advance'; readonly time: number }
  | { readonly do: 'acknowledge' | 'unshelve' | 'shelve once'; readonly topic: string }
  | { readonly do: 'shelve'; readonly topic: string; readonly forMs: number };

const anyTopic = fc.constantFrom(...TOPICS);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: anyReading.map((reading): Step => ({ do: 'read', reading })) },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: 0, max: 90 })
      .map((step): Step => ({ do: 'advance', time: START + step * 15 * SECOND })),
  },
  fc.record({ do: fc.constantFrom('acknowledge', 'unshelve', 'shelve once'), topic: anyTopic }),
  fc.record({ do: fc.constant('shelve'), topic: anyTopic, forMs: fc.constantFrom(MINUTE, 10 * MINUTE) }),
);

function run(engine: AlarmEngine, step: Step): readonly AlarmEvent[] {
  switch (step.do) {
    case 'read':
      return engine.read(step.reading);
    case 'advance':
      return engine.advance(step.time);
    case 'acknowledge':
      return engine.acknowledge(step.topic) ?? [];
    case 'unshelve':
      return engine.unshelve(step.topic) ?? [];
    case 'shelve':
      return engine.shelve(step.topic, engine.now + step.forMs) ?? [];
    case 'shelve once':
      return engine.shelve(step.topic, Infinity) ?? [];
  }
}

/** The states allowed after a raised alarm, and without an alarm. */
const FOLLOWS: Readonly<Record<'quiet' | 'reported', readonly EventState[]>> = {
  quiet: ['raised', 'suppressed', 'shelved', 'unshelved', 'acknowledged'],
  reported: [
    'escalated',
    'eased',
    'cleared',
    'suppressed',
    'unsuppressed',
    'shelved',
    'unshelved',
    'acknowledged',
  ],
};

function isOrdered(point: Point | undefined): boolean {
  if (point === undefined) return true;
  const { lead, reported, acked } = point;
  const isAlarming = isAnyIn(point, 'active') || isAnyIn(point, 'clearing');
  if (isAlarming && lead === undefined) return false;
  if (lead !== undefined && !isAlarming && !(lead.rule.latch && !acked)) return false;
  return reported === undefined || lead !== undefined;
}

describe('the alarm engine', () => {
  it('keeps the order of its states, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.oneof(quietRules, mutingRules),
        fc.array(anyStep, { maxLength: 120 }),
        (ruleSet, steps) => {
          const engine = new AlarmEngine({ ruleSet });
          const reported = new Map<string, 'quiet' | 'reported'>();
          for (const step of steps) {
            for (const { topic, state, rule } of run(engine, step)) {
              if (['silent', 'back', 'invalid'].includes(state) || rule === 'floor' || state === 'suppressed')
                continue;
              const was = reported.get(topic) ?? 'quiet';
              expect(FOLLOWS[was]).toContain(state);
              if (state === 'raised') reported.set(topic, 'reported');
              if (state === 'cleared') reported.set(topic, 'quiet');
            }
            expect(TOPICS.every((topic) => isOrdered(engine.point(topic)))).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives the same events for the same readings', () => {
    fc.assert(
      fc.property(
        fc.oneof(quietRules, mutingRules),
        fc.array(anyReading, { maxLength: 100 }),
        (ruleSet, readings) => {
          const once = new AlarmEngine({ ruleSet });
          const again = new AlarmEngine({ ruleSet });
          expect(readings.flatMap((reading) => once.read(reading))).toEqual(
            readings.flatMap((reading) => again.read(reading)),
          );
        },
      ),
    );
  });

  it('gives the same events however often it is told that time passes', () => {
    fc.assert(
      fc.property(mutingRules, inOrder, fc.integer({ min: 1, max: 40 }), (ruleSet, readings, seconds) => {
        const plain = new AlarmEngine({ ruleSet });
        const ticked = new AlarmEngine({ ruleSet });
        const end = START + 60 * MINUTE;
        const expected = [...readings.flatMap((reading) => plain.read(reading)), ...plain.advance(end)];
        const events: AlarmEvent[] = [];
        let tick = readings[0]?.timeMs ?? end;
        for (const reading of readings) {
          for (; tick <= reading.timeMs; tick += seconds * SECOND) events.push(...ticked.advance(tick));
          events.push(...ticked.read(reading));
        }
        for (; tick < end; tick += seconds * SECOND) events.push(...ticked.advance(tick));
        expect([...events, ...ticked.advance(end)]).toEqual(expected);
      }),
    );
  });

  it('does not care about the order of sensors', () => {
    fc.assert(
      fc.property(quietRules, inOrder, fc.infiniteStream(fc.nat()), (ruleSet, readings, keys) => {
        const order = TOPICS.map((topic) => ({ topic, key: keys.next().value })).sort(
          (a, b) => a.key - b.key,
        );
        const rankOf = (topic: string) => order.findIndex((place) => place.topic === topic);
        const other = readings.toSorted((a, b) => a.timeMs - b.timeMs || rankOf(a.topic) - rankOf(b.topic));
        expect(eventsOf(ruleSet, other)).toEqual(eventsOf(ruleSet, readings));
      }),
    );
  });

  it('does not change the state for a value inside the deadband', () => {
    fc.assert(
      fc.property(
        anyLimit.filter(({ kind, deadband }) => (kind === 'above' || kind === 'below') && deadband > 0),
        fc.array(fc.integer({ min: 28, max: 66 }), { maxLength: 20 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (given, halves, part) => {
          const engine = new AlarmEngine({ ruleSet: rulesOf({ limits: [given] }) });
          const topic = 'B/P_1/N/1/TEMP';
          for (const [i, half] of halves.entries()) {
            engine.read({ topic, value: half / 2, timeMs: START + i * 20 * SECOND });
          }
          const timeMs = START + halves.length * 20 * SECOND;
          engine.advance(timeMs);
          const before = engine.point(topic)?.phase(0) ?? 'normal';
          const sign = given.kind === 'above' ? -1 : 1;
          const events = engine.read({
            topic,
            value: given.value + sign * given.deadband * part,
            timeMs,
          });
          expect(events).toEqual([]);
          expect(engine.point(topic)?.phase(0)).toBe(before);
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** All events, sorted: sensors have no order among each other at the same time. */
function eventsOf(ruleSet: ReturnType<typeof rulesOf>, readings: readonly EngineReading[]): string[] {
  const engine = new AlarmEngine({ ruleSet });
  const events = [
    ...readings.flatMap((reading) => engine.read(reading)),
    ...engine.advance(START + 60 * MINUTE),
  ];
  return events.map((event) => JSON.stringify(event)).sort();
}
