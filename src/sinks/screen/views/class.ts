import { type ClassResult, isWithoutFault } from '../../../check/class/class-result.ts';
import type { ClassTable, FindingGroup } from '../../../check/class/class-table.ts';
import type { ObservedClassResult } from '../../../observation/command-kinds.ts';
import { escapeControl } from '../../../text/escape.ts';
import { createPrinter, type View } from '../printer.ts';
import type { OpenView, OwnViews } from '../views.ts';

/** The views of `check class`: a line for each student and exercise, then the findings in common. */
export const CLASS_VIEWS: OwnViews = { 'class-result': openResultView, 'class-table': openTableView };

const RESULT_VIEW: View<ObservedClassResult> = {
  columns: ['type', 'student', 'exercise', 'points', 'max_points', 'failed', 'fault', 'kept'],
  human: ({ result, isKept }, paint) => {
    const { student, exercise, points, max_points, fault } = result;
    const head = `${escapeControl(student).padEnd(16)} ${escapeControl(exercise).padEnd(12)}`;
    const tail = isKept ? paint.dim(' (unchanged)') : '';
    if (fault !== undefined) return `${head} ${paint.warning(`not judged: ${escapeControl(fault)}`)}`;
    const words = isWithoutFault(result) ? paint.place('ok') : paint.warning(faultWords(result));
    return `${head} ${`${points} of ${max_points}`.padEnd(9)} ${words}${tail}`;
  },
  record: ({ result, isKept }) => ({
    type: 'class-result',
    ...{ student: result.student, exercise: result.exercise },
    ...{ points: result.points, max_points: result.max_points },
    failed: namesOf(result, 'failed'),
    not_seen: namesOf(result, 'not-seen'),
    ...{ fault: result.fault, kept: isKept },
  }),
  row: ({ result, isKept }) => ({
    ...{ type: 'class-result', ...result, failed: namesOf(result, 'failed').join(' '), kept: isKept },
  }),
};

function openResultView(...[screen, { format }]: Parameters<OpenView<'class-result'>>) {
  return { take: createPrinter(format, RESULT_VIEW, screen) };
}

function faultWords(result: ClassResult): string {
  const failed = namesOf(result, 'failed');
  const unseen = namesOf(result, 'not-seen');
  return [
    ...(failed.length > 0 ? [`FAIL ${failed.join(', ')}`] : []),
    ...(unseen.length > 0 ? [`not seen ${unseen.join(', ')}`] : []),
  ].join('; ');
}

function namesOf({ checks }: ClassResult, wanted: string): string[] {
  return checks.filter(({ verdict }) => verdict === wanted).map(({ check }) => escapeControl(check));
}

const GROUP_VIEW: View<FindingGroup> = {
  columns: [],
  human: ({ exercise, check, rule, verdict, students }) => {
    const count = students.length === 1 ? '1 student' : `${students.length} students`;
    return escapeControl(`${count}: ${exercise}/${check} ${verdict}: ${rule}`);
  },
  record: ({ exercise, check, rule, verdict, students }) => ({
    ...{ type: 'class-finding', exercise, check, verdict, rule, students },
  }),
};

function openTableView(...[screen, { format }]: Parameters<OpenView<'class-table'>>) {
  return {
    take: ({ table }: { readonly table: ClassTable }) => {
      if (format === 'csv') return;
      const print = createPrinter(format, GROUP_VIEW, screen);
      if (format === 'human' && table.groups.length > 0) screen.print('');
      for (const group of table.groups) print(group);
    },
  };
}
