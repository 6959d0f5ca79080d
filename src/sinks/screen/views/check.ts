import { maxPoints } from '../../../check/exercise.ts';
import { type FindingRecord, findingRecord, reportRecord } from '../../../check/report/record.ts';
import { type CheckReport, countOutcomes, totalPoints } from '../../../check/report/report.ts';
import { detailsOf, type LabelledText, OUTCOME_WORDS } from '../../../check/report/text.ts';
import type { Outcome } from '../../../check/verdict.ts';
import type { Language, Words } from '../../../check/words.ts';
import { words } from '../../../check/words.ts';
import { escapeControl } from '../../../text/escape.ts';
import { wrap } from '../../../text/wrap.ts';
import type { Paint } from '../paint.ts';
import { createPrinter, type View } from '../printer.ts';
import type { Screen } from '../screen.ts';
import type { OpenView, OwnViews } from '../views.ts';

export interface CheckViewSettings {
  readonly language: Language;
  /** Hints are shown, too. */
  readonly isExplained: boolean;
}

/** The views of `check`: each finding as it is decided, and the summary. */
export function checkViews(settings: CheckViewSettings): OwnViews {
  return { finding: findingView(settings), 'check-report': reportView(settings) };
}

function findingView({ language, isExplained }: CheckViewSettings): OpenView<'finding'> {
  return (screen, { format }) => {
    const view: View<FindingRecord> = {
      columns: [
        'type',
        'exercise',
        'check',
        'verdict',
        'points',
        'max_points',
        'rule',
        'seen',
        'expected',
        'packet',
      ],
      human: (record, paint) => findingText(record, { paint, language, isExplained, screen }),
      record: (record) => ({ ...record }),
    };
    const print = createPrinter(format, view, screen);
    return { take: ({ exercise, finding }) => print(findingRecord(exercise, finding, language)) };
  };
}

interface FindingLook {
  readonly paint: Paint;
  readonly language: Language;
  readonly isExplained: boolean;
  readonly screen: Pick<Screen, 'columns'>;
}

const WIDTH = 9;

/** A line, and the details below it if anything is not in order. */
function findingText(record: FindingRecord, { paint, language, isExplained, screen }: FindingLook): string {
  const outcome = record.verdict as Outcome;
  const mark = paintOutcome(outcome, OUTCOME_WORDS[outcome][language].padEnd(WIDTH), paint);
  const points = `${record.points}/${record.max_points}`;
  const title = escapeControl(
    outcome === 'skipped'
      ? `${record.check} (${points}): ${record.seen}`
      : `${record.check}: ${record.rule} (${points})`,
  );
  const [first = '', ...more] = wrapped(title, screen.columns, WIDTH);
  const lines = [`${mark}${first}`, ...more.map((line) => `${' '.repeat(WIDTH)}${line}`)];
  const details = detailsOf(record, language, isExplained);
  return [...lines, ...details.flatMap((detail) => detailLines(detail, paint, screen.columns))].join('\n');
}

const LABEL_WIDTH = 10;

function detailLines({ label, text }: LabelledText, paint: Paint, columns: number | undefined): string[] {
  const indent = ' '.repeat(WIDTH + LABEL_WIDTH);
  const lines = text
    .split('\n')
    .flatMap((line) => wrapped(escapeControl(line), columns, WIDTH + LABEL_WIDTH));
  return lines.map((line, i) =>
    i === 0 ? `${' '.repeat(WIDTH)}${paint.dim(label.padEnd(LABEL_WIDTH))}${line}` : `${indent}${line}`,
  );
}

/** The lines of a text within the columns; the spaces in front of a line of a program stay. */
function wrapped(text: string, columns: number | undefined, indent: number): string[] {
  const [margin = ''] = /^ */.exec(text) ?? [];
  const width = (columns ?? Number.POSITIVE_INFINITY) - indent - margin.length;
  if (text.length - margin.length <= width || width < MIN_WIDTH) return [text];
  return wrap(text.trimStart(), width).map((line) => `${margin}${line}`);
}

const MIN_WIDTH = 20;

function paintOutcome(outcome: Outcome, text: string, paint: Paint): string {
  switch (outcome) {
    case 'passed':
      return paint.place(text);
    case 'failed':
      return paint.level('high', text);
    case 'warning':
    case 'not-seen':
      return paint.warning(text);
    case 'skipped':
      return paint.dim(text);
  }
}

function reportView({ language, isExplained }: CheckViewSettings): OpenView<'check-report'> {
  return (screen, { format }) => {
    if (format === 'csv')
      return { take: ({ report }) => screen.note(summaryLine(report, language, isExplained)) };
    const view: View<CheckReport> = {
      columns: [],
      human: (report) => summaryLine(report, language, isExplained),
      record: (report) => reportRecord(report, language),
    };
    const print = createPrinter(format, view, screen);
    return { take: ({ report }) => print(report) };
  };
}

/** `alarm: 11 ok, 1 FAIL; 12 of 15 points; seed 7; hints with --explain` */
function summaryLine(
  { exercise, findings, seed }: CheckReport,
  language: Language,
  isExplained: boolean,
): string {
  const counts = countOutcomes(findings);
  const outcomes = (Object.keys(counts) as Outcome[])
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${counts[outcome]} ${OUTCOME_WORDS[outcome][language]}`);
  const hasHint = findings.some(({ verdict }) => verdict.outcome !== 'passed' && verdict.hint !== undefined);
  const points: Words = words(
    `${totalPoints(findings)} of ${maxPoints(exercise)} points`,
    `${totalPoints(findings)} de ${maxPoints(exercise)} puntos`,
  );
  const explain: Words = words('--explain gives hints', '--explain da pistas');
  return [
    `${exercise.name}: ${outcomes.join(', ')}`,
    points[language],
    `seed ${seed}`,
    ...(hasHint && !isExplained ? [explain[language]] : []),
  ].join('; ');
}
