import { escapeControl } from '../../text/escape.ts';
import type { ClassResult, ResultCheck } from './class-result.ts';

const LABELS = ['seen', 'expected', 'packet', 'hint', 'read'] as const;

/** The beginning of every such text. */
export const STUDENT_HEAD = /^Check of /;

/** The results of one student as plain text, to be handed back: each check, and the details of those not passed. */
export function studentText(student: string, results: readonly ClassResult[]): string {
  return [`Check of ${escapeControl(student)}`, ...results.flatMap(exerciseLines), ''].join('\n');
}

function exerciseLines({ exercise, fault, checks, points, max_points, seed }: ClassResult): string[] {
  if (fault !== undefined) return ['', `${exercise}: not judged: ${escapeControl(fault)}`];
  return [
    '',
    `${exercise}: ${points} of ${max_points} points (seed ${escapeControl(seed)})`,
    ...checks.flatMap(checkLines),
  ];
}

function checkLines(check: ResultCheck): string[] {
  const { verdict, points, max_points, rule } = check;
  const head = `  ${verdict.padEnd(8)} ${`${points}/${max_points}`.padStart(5)}  ${check.check}: ${escapeControl(rule)}`;
  if (verdict === 'passed' || verdict === 'skipped') return [head];
  return [head, ...LABELS.flatMap((label) => detailLines(label, check[label]))];
}

/** A text of several lines goes on under its beginning. */
function detailLines(label: string, text: string | undefined): string[] {
  if (text === undefined || text === '') return [];
  const indent = `\n${' '.repeat(MARGIN + LABEL_WIDTH)}`;
  const lines = text.split('\n').map((line) => escapeControl(line));
  return [`${' '.repeat(MARGIN)}${`${label}:`.padEnd(LABEL_WIDTH)}${lines.join(indent)}`];
}

const MARGIN = 18;
const LABEL_WIDTH = 10;
