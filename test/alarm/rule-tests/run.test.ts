// Tests src/alarm/rule-tests/ as a whole, through run.ts.
import { describe, expect, it } from 'vitest';
import { diffLines } from '../../../src/alarm/rule-tests/diff.ts';
import { readRuleTests } from '../../../src/alarm/rule-tests/file.ts';
import { junitXml } from '../../../src/alarm/rule-tests/junit.ts';
import { runRuleTest, type TestOutcome } from '../../../src/alarm/rule-tests/run.ts';

const RULES = `
rules:
  - name: warm
    scope: { sensor: TEMP }
    deadband: 0.5
    on_delay: 5m
    limits: { level: high, above: 27 }
  - name: quiet
    silent_after: 10m
tests:
  - name: an afternoon
    series: { topic: B/P_2/O/4/TEMP, values: 26 28x9 20 _x30 stale }
    expect:
`;

function run(expectations: string): TestOutcome {
  const { file, problems } = readRuleTests(RULES + expectations);
  expect(problems).toEqual([]);
  const [test] = file?.tests ?? [];
  if (file?.ruleSet === undefined || test === undefined) throw new Error('no test');
  return runRuleTest(test, file.ruleSet);
}

const WARM = '{ topic: B/P_2/O/4/TEMP, level: high, rule: warm }';
const SILENT = '{ topic: B/P_2/O/4/TEMP, state: silent }';

describe('runRuleTest', () => {
  it.each([
    ['no alarm before the delay has passed', '- { at: 5m, alarms: [] }'],
    ['an alarm at the very time', `- { at: 6m, alarms: ${WARM} }`],
    ['an alarm after it', `- { at: 10m, alarms: ${WARM} }`],
    ['none when the value is back', '- { at: 11m, alarms: [] }'],
    ['silence', `- { at: 21m, alarms: ${SILENT} }`],
    ['a reading without a value', '- { at: 42m, alarms: { topic: B/P_2/O/4/TEMP, state: invalid } }'],
    ['several times, in any order', `- { at: 30m, alarms: ${SILENT} }\n      - { at: 6m, alarms: ${WARM} }`],
  ])('%s', (_, expectations) => {
    expect(run(`      ${expectations}`).differences).toEqual([]);
  });

  it('says what is missing and what is there instead', () => {
    const { differences } = run(`      - { at: 7m, alarms: { topic: B/P_2/O/4/TEMP, level: critical } }`);
    expect(differences.map(diffLines)).toEqual([
      ['- active critical B/P_2/O/4/TEMP', '+ active high B/P_2/O/4/TEMP (warm)'],
    ]);
  });
});

describe('junitXml', () => {
  it('has a suite for each file and a failure for each difference', () => {
    const bad = run('      - { at: 1m, alarms: { topic: "<\u0007&" } }');
    const good = run('      - { at: 1m, alarms: [] }');
    expect(junitXml([{ file: 'a"b.yaml', outcomes: [bad, good] }])).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1">
  <testsuite name="a&quot;b.yaml" tests="2" failures="1">
    <testcase classname="a&quot;b.yaml" name="an afternoon" file="a&quot;b.yaml" line="11">
      <failure message="alarms differ at 60 s (line 14)">- active &lt;\ufffd&amp;</failure>
    </testcase>
    <testcase classname="a&quot;b.yaml" name="an afternoon" file="a&quot;b.yaml" line="11"/>
  </testsuite>
</testsuites>
`,
    );
  });
});

describe('readRuleTests', () => {
  it.each([
    ['tests: []', '1:1 give either rules or a rule_file'],
    ['rule_file: a\nrules: []\ntests: []', '1:1 give either rules or a rule_file'],
    [
      'rule_file: a\ntests: { series: { topic: B, values: 1 }, expect: [] }',
      "2:27 'B': use the topic of a sensor, such as B/P_2/O/4/TEMP",
    ],
    [
      'rule_file: a\ntests: { series: [], expect: [], start: now }',
      "2:41 'now': use a time such as 2026-01-05T08:00:00Z",
    ],
    ['rules: { name: a }\ntests: []', "1:8 rule 'a' can never fire: it has neither limits nor silent_after"],
  ])('%j', (text, fault) => {
    const [problem] = readRuleTests(text).problems;
    expect(`${problem?.line}:${problem?.column} ${problem?.message}`).toBe(fault);
  });
});
