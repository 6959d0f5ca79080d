import { AlarmEngine, type EngineReading } from '../engine/engine.ts';
import type { Point } from '../engine/point.ts';
import type { RuleSet } from '../rules/rule.ts';
import type { RoomTypeOf } from '../rules/scope.ts';
import type { Expectation, ExpectedAlarm, RuleTest } from './file.ts';

/** The outcome of a test: the expectations with different alarms; none if the test passed. */
export interface TestOutcome {
  readonly test: RuleTest;
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly expectation: Expectation;
  /** Expected, but not active. */
  readonly missing: readonly ExpectedAlarm[];
  /** Active, but not expected. */
  readonly unexpected: readonly ExpectedAlarm[];
}

/** Gives the readings of a test to a fresh engine, in virtual time, and compares the alarms at each expectation. */
export function runRuleTest(test: RuleTest, ruleSet: RuleSet, roomTypeOf?: RoomTypeOf): TestOutcome {
  const engine = new AlarmEngine({ ruleSet, ...(roomTypeOf && { roomTypeOf }) });
  const readings = readingsOf(test);
  let next = 0;
  const differences = test.expectations.map((expectation) => {
    const atMs = test.startMs + expectation.afterMs;
    for (
      let reading = readings[next];
      reading !== undefined && reading.timeMs <= atMs;
      reading = readings[++next]
    ) {
      engine.read(reading);
    }
    // Events due at this very time happen once time has passed it.
    engine.advance(atMs + 1);
    return differenceOf(expectation, activeAlarmsIn(engine));
  });
  return {
    test,
    differences: differences.filter(({ missing, unexpected }) => missing.length + unexpected.length > 0),
  };
}

/** The readings of all series in the order of time, and of the series at the same time. */
function readingsOf({ series, startMs, intervalMs }: RuleTest): EngineReading[] {
  const readings = series.flatMap(({ topic, steps }) =>
    steps.flatMap((step, i): EngineReading[] => {
      if (step === 'missing') return [];
      return [{ topic, value: step === 'stale' ? Number.NaN : step, timeMs: startMs + i * intervalMs }];
    }),
  );
  return readings.sort((a, b) => a.timeMs - b.timeMs);
}

function activeAlarmsIn(engine: AlarmEngine): ExpectedAlarm[] {
  const silent = [...engine.groups()].filter(({ isStale }) => isStale);
  return [
    ...[...engine.points()].flatMap(activeAlarmsOf),
    ...silent.map(({ topic, watch: { rule, silence } }) => ({
      topic,
      state: 'silent' as const,
      level: silence.level,
      rule: rule.name,
    })),
  ];
}

function activeAlarmsOf(point: Point): ExpectedAlarm[] {
  const { topic, lead, hiddenBy, liveness, invalidSinceMs, plan } = point;
  const active: ExpectedAlarm[] = [];
  if (lead !== undefined) {
    const { limit, rule } = lead;
    active.push({ topic, state: stateOf(hiddenBy), level: limit.level, rule: rule.name });
  }
  if (liveness !== 'live' && plan.silence !== undefined) {
    const { rule, silence } = plan.silence;
    const state = liveness === 'stale' ? 'silent' : 'suppressed';
    active.push({ topic, state, level: silence.level, rule: rule.name });
  }
  if (!Number.isNaN(invalidSinceMs)) active.push({ topic, state: 'invalid', level: 'info', rule: '' });
  return active;
}

function stateOf(hiddenBy: string | undefined): 'active' | 'shelved' | 'suppressed' {
  if (hiddenBy === undefined) return 'active';
  return hiddenBy === 'shelved' ? 'shelved' : 'suppressed';
}

function differenceOf(expectation: Expectation, active: readonly ExpectedAlarm[]): Difference {
  const unexpected = [...active];
  const missing = expectation.alarms.filter((expected) => {
    const found = unexpected.findIndex((alarm) => isAsExpected(alarm, expected));
    if (found >= 0) unexpected.splice(found, 1);
    return found < 0;
  });
  return { expectation, missing, unexpected };
}

function isAsExpected(alarm: ExpectedAlarm, expected: ExpectedAlarm): boolean {
  return (
    alarm.topic === expected.topic &&
    alarm.state === expected.state &&
    (expected.level === undefined || alarm.level === expected.level) &&
    (expected.rule === undefined || alarm.rule === expected.rule)
  );
}
