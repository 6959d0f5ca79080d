import type { ClassResult, ResultCheck } from './class-result.ts';

/** The first line of a file of results: the programs and the way they were judged, as a hash. */
interface ClassRun {
  readonly type: 'class-run';
  readonly student: string;
  readonly exercise: string;
  readonly stamp: string;
}

const START = '{"type":"class-run",';

/** The beginning of every file of results. */
export const RESULT_HEAD = new RegExp(`^${START}`);

/** The text of a file of results: a line on the run, then the JSON lines of `check`. */
export function resultText(student: string, exercise: string, stamp: string, reportLines: string): string {
  const run: ClassRun = { type: 'class-run', student, exercise, stamp };
  return `${JSON.stringify(run)}\n${reportLines}`;
}

/** Reads a file of results; undefined if it is of another run, or is not whole. */
export function readResult(
  text: string,
  student: string,
  exercise: string,
  stamp: string,
): ClassResult | undefined {
  const [run, ...records] = recordsOf(text);
  const isSame =
    run?.type === 'class-run' && run.student === student && run.exercise === exercise && run.stamp === stamp;
  return isSame ? resultOf(student, exercise, records) : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** The result in the JSON lines of one `check`; undefined without its last line. */
export function resultOf(
  student: string,
  exercise: string,
  records: readonly Fields[],
): ClassResult | undefined {
  const summary = records.at(-1);
  if (summary?.type !== 'check-summary') return undefined;
  return {
    student,
    exercise,
    checks: records.filter(({ type }) => type === 'check').map(checkOf),
    points: Number(summary.points),
    max_points: Number(summary.max_points),
    seed: String(summary.seed),
  };
}

/** The objects of JSON lines; none if any line is no object. */
export function recordsOf(text: string): Fields[] {
  try {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => Object(JSON.parse(line)) as Fields);
  } catch {
    return [];
  }
}

const CLUES = ['seen', 'expected', 'packet', 'hint', 'read'] as const;

function checkOf(record: Fields): ResultCheck {
  const clues = CLUES.filter((name) => typeof record[name] === 'string').map((name) => [name, record[name]]);
  return {
    check: String(record.check),
    verdict: String(record.verdict),
    points: Number(record.points),
    max_points: Number(record.max_points),
    rule: String(record.rule),
    ...(Object.fromEntries(clues) as Partial<Record<(typeof CLUES)[number], string>>),
  };
}
