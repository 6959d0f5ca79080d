import { readTime } from '../../building/time.ts';
import { parseTopic } from '../../building/topic.ts';
import { ReadError, readOneOf, readText } from '../../text/reader.ts';
import { type Position, type Problem, parseYaml } from '../../yaml/document.ts';
import { list, mapping, readDocument, scalar } from '../../yaml/shape.ts';
import { checkedRules, rulesFields } from '../rules/file.ts';
import type { RuleSet } from '../rules/rule.ts';
import { duration, level, positiveDuration } from '../rules/values.ts';
import { readSeries, type SeriesStep } from './series.ts';

/** Tests of one file: rules, readings for them, and the expected alarms. */
export interface RuleTestFile {
  /** A rules file next to this file, or the name of a shipped rules file. */
  readonly ruleFile?: string;
  readonly ruleSet?: RuleSet;
  readonly tests: readonly RuleTest[];
}

export interface RuleTest {
  readonly name: string;
  readonly position: Position;
  readonly startMs: number;
  readonly intervalMs: number;
  readonly series: readonly Series[];
  /** In the order of time. */
  readonly expectations: readonly Expectation[];
}

interface Series {
  readonly topic: string;
  readonly steps: readonly SeriesStep[];
}

/** All active alarms at a time; any other alarm is unexpected. */
export interface Expectation {
  readonly position: Position;
  /** Milliseconds since the start of the test. */
  readonly afterMs: number;
  readonly alarms: readonly ExpectedAlarm[];
}

const ALARM_STATES = ['active', 'silent', 'suppressed', 'shelved', 'invalid'] as const;

export interface ExpectedAlarm {
  readonly topic: string;
  readonly state: (typeof ALARM_STATES)[number];
  /** Any level, if left out. */
  readonly level?: string;
  readonly rule?: string;
}

const topic = scalar(
  (text) => {
    if (parseTopic(text) === undefined)
      throw new ReadError('use the topic of a sensor, such as B/P_2/O/4/TEMP');
    return text;
  },
  { type: 'string' },
);

const time = scalar(
  (text) => {
    const ms = readTime(text);
    if (ms === undefined) throw new ReadError('use a time such as 2026-01-05T08:00:00Z');
    return ms;
  },
  { type: 'string' },
);

const text = scalar(readText, { type: 'string' });

const alarmShape = mapping(
  { topic: text, state: scalar(readOneOf(ALARM_STATES), { enum: ALARM_STATES }), level, rule: text },
  ['topic'],
);
const expectShape = mapping({ at: duration, alarms: list(alarmShape) }, ['at', 'alarms']);
const testShape = mapping(
  {
    name: text,
    start: time,
    interval: positiveDuration,
    series: list(mapping({ topic, values: scalar(readSeries, { type: 'string' }) }, ['topic', 'values'])),
    expect: list(expectShape),
  },
  ['series', 'expect'],
);
const fileShape = mapping({ rule_file: text, ...rulesFields, tests: list(testShape) }, ['tests']);

type ExpectText = NonNullable<ReturnType<typeof expectShape.read>>;
type TestText = NonNullable<ReturnType<typeof testShape.read>>;

/** Monday, early in the year, in the morning. */
const START = Date.UTC(2026, 0, 5, 8);
const MINUTE = 60_000;

/** Reads a file of rule tests. Problems come back with their places; nothing is thrown. */
export function readRuleTests(yaml: string): { file?: RuleTestFile; problems: readonly Problem[] } {
  const { value, problems } = readDocument(parseYaml(yaml), fileShape);
  if (value === undefined) return { problems };
  const { rule_file, rules, tests = [] } = value;
  if ((rule_file === undefined) === (rules === undefined)) {
    return { problems: [{ ...value.position, message: 'give either rules or a rule_file' }] };
  }
  const checked = rules === undefined ? { problems: [] } : checkedRules(value);
  if (checked.problems.length > 0) return { problems: checked.problems };
  const file = {
    ...(rule_file !== undefined && { ruleFile: rule_file }),
    ...(checked.ruleSet && { ruleSet: checked.ruleSet }),
    tests: tests.map(testOf),
  };
  return { file, problems: [] };
}

function testOf(
  { name, position, start, interval, series = [], expect = [] }: TestText,
  index: number,
): RuleTest {
  return {
    name: name ?? `test ${index + 1}`,
    position,
    startMs: start ?? START,
    intervalMs: interval ?? MINUTE,
    series: series.map(({ topic = '', values = [] }) => ({ topic, steps: values })),
    expectations: expect.map(expectationOf).sort((a, b) => a.afterMs - b.afterMs),
  };
}

function expectationOf({ position, at = 0, alarms = [] }: ExpectText): Expectation {
  return {
    position,
    afterMs: at,
    alarms: alarms.map(({ topic = '', state = 'active', level, rule }) => ({
      topic,
      state,
      ...(level && { level }),
      ...(rule && { rule }),
    })),
  };
}
