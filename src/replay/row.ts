import type { Cell } from './cell.ts';
import type { Columns } from './columns.ts';
import type { CsvRow } from './csv-reader.ts';
import type { ColumnRole } from './layout.ts';

/** The fields of a row by what they hold. An absent column is an empty field. */
export type CellOf = (role: ColumnRole) => Cell;

export function cellsOf({ roles }: Columns, { line, fields }: CsvRow): CellOf {
  return (role) => {
    const columns = roles.get(role) ?? [];
    const [first = -1] = columns;
    const text = columns.length > 1 ? columns.map((at) => fields[at] ?? '').join(' ') : (fields[first] ?? '');
    return { text, line, column: first + 1 };
  };
}
