import { closeSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type RuleTestFile, readRuleTests } from '../../alarm/rule-tests/file.ts';
import { junitXml, type SuiteOutcome } from '../../alarm/rule-tests/junit.ts';
import { runRuleTest } from '../../alarm/rule-tests/run.ts';
import type { RuleSet } from '../../alarm/rules/rule.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { usageFailure } from '../../failure.ts';
import { readTextFile, unwritable } from '../../named-file.ts';
import { problemLines } from '../../options/file-problems.ts';
import { forceOption } from '../../options/force.ts';
import { layoutFileOption } from '../../options/layout-file.ts';
import { outputOptions, outputSettings } from '../../options/output.ts';
import { loadRules } from '../../options/rules.ts';
import { optional } from '../../options/values.ts';
import { type OutputFile, openOutputFile } from '../../output-file.ts';
import { SHIPPED_RULES } from '../../shipped-rules.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { TEST_VIEW } from '../../sinks/screen/views/rules.ts';
import { readText } from '../../text/reader.ts';

/** As other test runners have it. */
const FAILED = 1;

const options = {
  junit: optional(
    { group: 'Output', takes: 'FILE', describe: 'write the results as JUnit XML too' },
    readText,
  ),
  force: forceOption,
  layout: layoutFileOption,
  ...outputOptions,
} as const;

export const rulesTest = command({
  describe:
    'Runs tests of alarm rules in virtual time: readings in, and the alarms expected at given times. Exit code 1 if any differ.',
  options,
  examples: [['rules test my-tests.yaml --junit results.xml', 'and tell the build server']],
  run: async (settings, context, files) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const report = createPrinter(output.format, TEST_VIEW, screen);
    const suites = files.map((file) => runSuite(file));
    for (const { file, outcomes } of suites) for (const outcome of outcomes) report({ file, outcome });
    if (settings.junit !== undefined) writeJunit({ path: settings.junit, isForced: settings.force }, suites);
    const outcomes = suites.flatMap((suite) => suite.outcomes);
    const failed = outcomes.filter(({ differences }) => differences.length > 0).length;
    screen.flush();
    screen.note(`${outcomes.length - failed} of ${outcomes.length} tests passed`);
    return failed === 0 ? EXIT.done : FAILED;
  },
});

function runSuite(file: string): SuiteOutcome {
  const { file: tests, problems } = readRuleTests(readTextFile('tests', file));
  if (tests === undefined) throw usageFailure(problemLines(file, problems).join('\n'));
  const ruleSet = ruleSetOf(tests, file);
  return { file, outcomes: tests.tests.map((test) => runRuleTest(test, ruleSet)) };
}

function ruleSetOf({ ruleSet, ruleFile = '' }: RuleTestFile, file: string): RuleSet {
  if (ruleSet !== undefined) return ruleSet;
  const isShipped = SHIPPED_RULES.some((name) => name === ruleFile);
  return loadRules(isShipped ? ruleFile : join(dirname(file), ruleFile));
}

function writeJunit(output: OutputFile, suites: readonly SuiteOutcome[]): void {
  const file = openOutputFile(output, { option: '--junit', head: /^<\?xml [^>]*\?>\n<testsuites / });
  try {
    writeFileSync(file, junitXml(suites));
    closeSync(file);
  } catch (cause) {
    throw unwritable('--junit', output.path, cause);
  }
}
