import { escapeXml } from '../../text/xml.ts';
import { diffLines } from './diff.ts';
import type { Difference, TestOutcome } from './run.ts';

/** The outcomes of one file of tests. */
export interface SuiteOutcome {
  readonly file: string;
  readonly outcomes: readonly TestOutcome[];
}

/** The outcomes as JUnit XML for build servers: a suite a file, a case a test, a failure a difference. */
export function junitXml(suites: readonly SuiteOutcome[]): string {
  const total = count(suites.flatMap(({ outcomes }) => outcomes));
  const body = suites.map(suiteXml).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${total}>\n${body}</testsuites>\n`;
}

function suiteXml({ file, outcomes }: SuiteOutcome): string {
  const cases = outcomes.map((outcome) => caseXml(file, outcome)).join('');
  return `  <testsuite name="${escapeXml(file)}" ${count(outcomes)}>\n${cases}  </testsuite>\n`;
}

function count(outcomes: readonly TestOutcome[]): string {
  const failures = outcomes.filter(({ differences }) => differences.length > 0).length;
  return `tests="${outcomes.length}" failures="${failures}"`;
}

function caseXml(file: string, { test, differences }: TestOutcome): string {
  const head = `    <testcase classname="${escapeXml(file)}" name="${escapeXml(test.name)}" file="${escapeXml(file)}" line="${test.position.line}"`;
  if (differences.length === 0) return `${head}/>\n`;
  return `${head}>\n${differences.map(failureXml).join('')}    </testcase>\n`;
}

function failureXml(difference: Difference): string {
  const { afterMs, position } = difference.expectation;
  const message = `alarms differ at ${afterMs / 1000} s (line ${position.line})`;
  return `      <failure message="${escapeXml(message)}">${escapeXml(diffLines(difference).join('\n'))}</failure>\n`;
}
