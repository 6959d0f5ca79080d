import { diffLines } from '../../../alarm/rule-tests/diff.ts';
import type { TestOutcome } from '../../../alarm/rule-tests/run.ts';
import type { RuleExplanation } from '../../../alarm/rules/explain.ts';
import type { Score, TypeScore } from '../../../alarm/score/score.ts';
import { counted } from '../../../text/counted.ts';
import { escapeControl } from '../../../text/escape.ts';
import type { Problem } from '../../../yaml/document.ts';
import type { View } from '../printer.ts';
import { durationText } from './time.ts';

/** A file of rules, with its problems. */
export const CHECK_VIEW: View<{
  readonly file: string;
  readonly rules: number;
  readonly problems: readonly Problem[];
}> = {
  columns: ['type', 'file', 'ok', 'rules', 'problems'],
  human: ({ file, rules, problems }) => {
    if (problems.length === 0) return `${escapeControl(file)}: ${counted(rules, 'rule')}, nothing wrong`;
    return problems
      .map(
        ({ line, column, message }) => `${escapeControl(file)}:${line}:${column}: ${escapeControl(message)}`,
      )
      .join('\n');
  },
  record: ({ file, rules, problems }) => ({
    type: 'check',
    file,
    ok: problems.length === 0,
    rules,
    problems,
  }),
};

/** The rules for a topic. */
export const RULES_VIEW: View<{ readonly topic: string; readonly explanations: readonly RuleExplanation[] }> =
  {
    columns: ['type', 'topic', 'rules'],
    human: ({ topic, explanations }, paint) => {
      if (explanations.length === 0) return `${paint.value(escapeControl(topic))}: no rule applies`;
      const lines = explanations.flatMap(({ rule, scope, says, verdict, by, line }) => {
        const where = line === undefined ? '' : `, line ${line}`;
        const why = by.length === 0 ? verdict : `${verdict}: ${by.join(', ')} is more specific`;
        return [`  ${paint.place(rule)} (${scope}${where}): ${why}`, ...says.map((text) => `    ${text}`)];
      });
      return [`${paint.value(escapeControl(topic))}:`, ...lines].join('\n');
    },
    record: ({ topic, explanations }) => ({ type: 'rules', topic, rules: explanations }),
  };

/** A test of rules, and the differences in its alarms. */
export const TEST_VIEW: View<{ readonly file: string; readonly outcome: TestOutcome }> = {
  columns: ['type', 'file', 'line', 'name', 'ok'],
  human: ({ file, outcome: { test, differences } }, paint) => {
    const name = `${escapeControl(file)}: ${escapeControl(test.name)}`;
    if (differences.length === 0) return `${paint.dim('ok  ')} ${name}`;
    const lines = differences.flatMap((difference) => [
      `  at ${durationText(difference.expectation.afterMs)} (line ${difference.expectation.position.line}):`,
      ...diffLines(difference).map((line) => `    ${escapeControl(line)}`),
    ]);
    return [`${paint.warning('FAIL')} ${name}`, ...lines].join('\n');
  },
  record: ({ file, outcome: { test, differences } }) => ({
    type: 'test',
    file,
    line: test.position.line,
    name: test.name,
    ok: differences.length === 0,
    differences: differences.map(({ expectation, missing, unexpected }) => ({
      at_s: expectation.afterMs / 1000,
      line: expectation.position.line,
      missing,
      unexpected,
    })),
  }),
};

/** The share of faults that alarms found, by kind, and the share of false alarms. */
export const SCORE_VIEW: View<Score> = {
  columns: [
    'type',
    'events',
    'detected',
    'missed',
    'alarms',
    'false_alarms',
    'recall',
    'mean_recall',
    'precision',
  ],
  human: (score, paint) => {
    const { events, detected, missed, alarms, falseAlarms, recall, meanRecall, precision } = score;
    const { byType, notAlarmable, falseByRule } = score;
    const width = Math.max(10, ...[...byType, ...notAlarmable].map(({ type }) => escapeControl(type).length));
    return [
      `${'fault'.padEnd(width)}  events  found  missed   recall   delay (median, most)`,
      ...byType.map((type) => typeLine(type, width)),
      `mean recall of ${counted(byType.length, 'kind')}: ${paint.value(share(meanRecall))}`,
      `${paint.value(`${detected} of ${events}`)} found, ${missed} missed: recall ${paint.value(share(recall))}`,
      `${paint.value(`${falseAlarms} of ${alarms}`)} alarms false: precision ${paint.value(share(precision))}`,
      ...falseByRule.map(
        ([rule, count]) =>
          `  ${String(count).padStart(5)}  ${escapeControl(rule === '' ? 'invalid readings' : rule)}`,
      ),
      ...(notAlarmable.length > 0 ? ['apart, because they need no alarm:'] : []),
      ...notAlarmable.map((type) => typeLine(type, width)),
    ].join('\n');
  },
  record: ({ byType, notAlarmable, falseByRule, falseAlarms, meanRecall, ...score }) => ({
    type: 'score',
    ...score,
    false_alarms: falseAlarms,
    mean_recall: meanRecall,
    by_type: byType.map(typeRecord),
    not_alarmable: notAlarmable.map(typeRecord),
    false_by_rule: Object.fromEntries(falseByRule),
  }),
};

function typeRecord({ medianDelayMs, maxDelayMs, ...type }: TypeScore) {
  return { ...type, median_delay_s: inSeconds(medianDelayMs), max_delay_s: inSeconds(maxDelayMs) };
}

function typeLine(
  { type, events, detected, recall, medianDelayMs, maxDelayMs }: TypeScore,
  width: number,
): string {
  const counts = [events, detected, events - detected].map((count, i) =>
    String(count).padStart(i === 1 ? 5 : 6),
  );
  const delay =
    medianDelayMs === undefined || maxDelayMs === undefined
      ? '-'
      : `${durationText(medianDelayMs)}, ${durationText(maxDelayMs)}`;
  const name = escapeControl(type).padEnd(width);
  return `${name}  ${counts.join('  ')}  ${share(recall).padStart(7)}   ${delay}`;
}

function share(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

function inSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}
