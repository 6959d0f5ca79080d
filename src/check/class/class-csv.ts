import type { ClassTable } from './class-table.ts';

/** A spreadsheet of the class: a row for each student with points, and the names of the failed checks. */
export function classCsv({ exercises, rows }: ClassTable): string {
  const head = ['student', ...exercises.flatMap((name) => [name, `${name} of`]), 'points', 'of', 'failed'];
  const lines = rows.map(({ student, results, points, maxPoints }): readonly (string | number)[] => {
    const cells = results.flatMap((result): readonly (string | number)[] =>
      result === undefined || result.fault !== undefined ? ['', ''] : [result.points, result.max_points],
    );
    const failed = results.flatMap((result) =>
      (result?.checks ?? [])
        .filter(({ verdict }) => verdict === 'failed')
        .map(({ check }) => `${result?.exercise}/${check}`),
    );
    return [student, ...cells, points, maxPoints, failed.join(' ')];
  });
  return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** RFC 4180. A spreadsheet must not take a name for a formula. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
