import type { ClassResult, ResultCheck } from './class-result.ts';

/** The results of a class: a row for each student, a column for each exercise. */
export interface ClassTable {
  readonly exercises: readonly string[];
  readonly rows: readonly ClassRow[];
  /** The same finding on several students, most students first. */
  readonly groups: readonly FindingGroup[];
}

export interface ClassRow {
  readonly student: string;
  /** By exercise, in the order of the columns. */
  readonly results: readonly (ClassResult | undefined)[];
  readonly points: number;
  readonly maxPoints: number;
}

/** One check that several students have failed, or that could not be seen. */
export interface FindingGroup {
  readonly exercise: string;
  readonly check: string;
  readonly rule: string;
  readonly verdict: 'failed' | 'not-seen' | 'warning';
  readonly students: readonly string[];
  /** The finding on the first of these students. */
  readonly example: ResultCheck;
}

/** `students` and `exercises` give the order. */
export function classTable(
  students: readonly string[],
  exercises: readonly string[],
  results: readonly ClassResult[],
): ClassTable {
  const byPlace = new Map(results.map((result) => [placeOf(result.student, result.exercise), result]));
  const rows = students.map((student): ClassRow => {
    const own = exercises.map((exercise) => byPlace.get(placeOf(student, exercise)));
    return {
      student,
      results: own,
      points: sum(own.map((result) => result?.points ?? 0)),
      maxPoints: sum(exercises.map((exercise) => maxPointsOf(results, exercise))),
    };
  });
  return { exercises, rows, groups: groupsOf(rows) };
}

/** A student whose program could not be judged has the points of nobody; the exercise has them all the same. */
function maxPointsOf(results: readonly ClassResult[], exercise: string): number {
  return Math.max(
    0,
    ...results.filter((result) => result.exercise === exercise).map(({ max_points }) => max_points),
  );
}

const GROUPED: readonly string[] = ['failed', 'not-seen', 'warning'];

function groupsOf(rows: readonly ClassRow[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup & { students: string[] }>();
  for (const { student, results } of rows)
    for (const result of results)
      for (const check of result?.checks ?? []) {
        if (result === undefined || !GROUPED.includes(check.verdict)) continue;
        const key = JSON.stringify([result.exercise, check.check, check.verdict]);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, groupOf(student, result, check));
        else group.students.push(student);
      }
  const order = ({ verdict }: FindingGroup) => GROUPED.indexOf(verdict);
  return [...groups.values()].sort((a, b) => order(a) - order(b) || b.students.length - a.students.length);
}

function groupOf(student: string, { exercise }: ClassResult, example: ResultCheck) {
  const verdict = example.verdict as FindingGroup['verdict'];
  return { exercise, check: example.check, rule: example.rule, verdict, students: [student], example };
}

function placeOf(student: string, exercise: string): string {
  return JSON.stringify([student, exercise]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
