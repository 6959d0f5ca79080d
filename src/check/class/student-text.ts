import { escapeControl } from '../../text/escape.ts';
import { detailsOf, type LabelledText, OUTCOME_WORDS } from '../report/text.ts';
import { OUTCOMES } from '../verdict.ts';
import { type Language, words } from '../words.ts';
import type { ClassResult, ResultCheck } from './class-result.ts';

const TITLE = words('Check of', 'Revisión de');
const NOT_JUDGED = words('not judged', 'sin evaluar');
const OF = words('of', 'de');
const POINTS = words('points', 'puntos');

/** The beginning of every such text, a character for each byte. */
export const STUDENT_HEAD = /^(?:Check of|Revisi\S{1,2}n de) /;

/** The results of one student as plain text, to be handed back: each check, and the details of those not passed. */
export function studentText(student: string, results: readonly ClassResult[], language: Language): string {
  const title = `${TITLE[language]} ${escapeControl(student)}`;
  return [title, ...results.flatMap((result) => exerciseLines(result, language)), ''].join('\n');
}

function exerciseLines(
  { exercise, fault, checks, points, max_points, seed }: ClassResult,
  language: Language,
): string[] {
  if (fault !== undefined) return ['', `${exercise}: ${NOT_JUDGED[language]}: ${escapeControl(fault)}`];
  return [
    '',
    `${exercise}: ${points} ${OF[language]} ${max_points} ${POINTS[language]} (seed ${escapeControl(seed)})`,
    ...checks.flatMap((check) => checkLines(check, language)),
  ];
}

function checkLines(check: ResultCheck, language: Language): string[] {
  const { points, max_points, rule } = check;
  const outcome = OUTCOMES.find((name) => name === check.verdict);
  const verdict = outcome === undefined ? escapeControl(check.verdict) : OUTCOME_WORDS[outcome][language];
  const head = `  ${verdict.padEnd(8)} ${`${points}/${max_points}`.padStart(5)}  ${check.check}: ${escapeControl(rule)}`;
  return [head, ...detailsOf(check, language, true).map(detailLines)];
}

/** A text of several lines goes on under its beginning. */
function detailLines({ label, text }: LabelledText): string {
  const indent = `\n${' '.repeat(MARGIN + LABEL_WIDTH)}`;
  const lines = text.split('\n').map((line) => escapeControl(line));
  return `${' '.repeat(MARGIN)}${`${label}:`.padEnd(LABEL_WIDTH)}${lines.join(indent)}`;
}

const MARGIN = 18;
const LABEL_WIDTH = 10;
