import { isSensorKind, type SensorKind } from '../building/sensors.ts';
import { UNIT_KEYS } from '../building/units.ts';
import type { CsvRow } from './csv-reader.ts';
import { quoted, RecordingFault } from './fault.ts';
import { headingOf } from './heading.ts';
import { COLUMN_ROLES, type ColumnNames, type ColumnRole } from './layout.ts';

/** The columns of a table by what they hold; columns count from 0. */
export interface Columns {
  readonly roles: ReadonlyMap<ColumnRole, readonly number[]>;
  /** The columns that the user named for a kind of sensor. */
  readonly sensors: ReadonlyMap<number, SensorKind>;
}

/**
 * The names of other programs for our columns, in lower case; the first ones that a table has count. The columns of a
 * date and of a time of day are read together.
 */
const OTHER_NAMES: Readonly<Partial<Record<ColumnRole, readonly (readonly string[])[]>>> = {
  time: [
    ['date', 'time'],
    ['fecha', 'hora'],
    ['time'],
    ['_time'],
    ['timestamp'],
    ['datetime'],
    ['date time'],
    ['date/time'],
    ['date_time'],
    ['fecha hora'],
    ['fecha y hora'],
    ['created_at'],
    ['last_changed'],
    ['date'],
    ['fecha'],
  ],
  value: [['value'], ['_value'], ['valor'], ['state']],
  topic: [['topic'], ['entity_id']],
  field: [['_field']],
  unit: UNIT_KEYS.map((name) => [name]),
};

/** Finds the columns: those that the user named, then those with our names or names of other programs. */
export function findColumns(header: CsvRow, given: ColumnNames = new Map()): Columns {
  const named = [...given].map(
    ([what, names]) => [what, names.map((name) => indexOf(header, name))] as const,
  );
  const taken = new Set(named.flatMap(([, columns]) => columns));
  const names = header.fields.map((field, i) => (taken.has(i) ? undefined : field.trim().toLowerCase()));
  const roles = new Map<ColumnRole, readonly number[]>();
  const sensors = new Map<number, SensorKind>();
  for (const role of COLUMN_ROLES) {
    const columns = given.has(role) ? undefined : columnsOf(role, names);
    if (columns !== undefined) roles.set(role, columns);
  }
  for (const [what, columns] of named) {
    if (isSensorKind(what)) for (const column of columns) sensors.set(column, what);
    else roles.set(what, columns);
  }
  checkUnique(header, names, roles);
  return { roles: withEncoding(roles, names, given), sensors };
}

function columnsOf(role: ColumnRole, names: readonly (string | undefined)[]): readonly number[] | undefined {
  const choices = OTHER_NAMES[role] ?? [[role]];
  const headings = names.map((name) => (name === undefined ? undefined : headingOf(name).name));
  // A name as it stands comes before one with notes, such as `Date Time, GMT+01:00`.
  for (const list of [names, headings]) {
    const choice = choices.find((words) => words.every((word) => list.includes(word)));
    if (choice !== undefined) return choice.map((word) => list.indexOf(word));
  }
  return undefined;
}

/** The column of a name as the user wrote it: the whole name, its beginning, or the number of the column from 1. */
function indexOf(header: CsvRow, wanted: string): number {
  const lower = wanted.trim().toLowerCase();
  const names = header.fields.map((field) => field.trim().toLowerCase());
  const exact = names.indexOf(lower);
  if (exact !== -1) return exact;
  const starting = names.flatMap((name, i) => (name.startsWith(lower) ? [i] : []));
  if (starting.length === 1 && starting[0] !== undefined) return starting[0];
  const number = /^\d+$/.test(lower) ? Number(lower) - 1 : -1;
  if (number >= 0 && number < names.length) return number;
  const columns = header.fields.map(quoted).slice(0, 20).join(', ');
  const problem = starting.length > 1 ? 'several columns begin with' : 'there is no column';
  throw new RecordingFault({ line: header.line }, `--columns: ${problem} ${quoted(wanted)} among ${columns}`);
}

function checkUnique(
  { line }: CsvRow,
  names: readonly (string | undefined)[],
  roles: ReadonlyMap<ColumnRole, readonly number[]>,
): void {
  for (const column of [...roles.values()].flat()) {
    const again = names.indexOf(names[column], column + 1);
    if (names[column] !== undefined && again !== -1)
      throw new RecordingFault({ line, column: again + 1 }, 'two columns have this name');
  }
}

/** mqtt_recorder writes `time_delta`, and its payloads are in base64. */
function withEncoding(
  roles: ReadonlyMap<ColumnRole, readonly number[]>,
  names: readonly (string | undefined)[],
  given: ColumnNames,
): ReadonlyMap<ColumnRole, readonly number[]> {
  const payload = roles.get('payload');
  if (payload === undefined || given.has('payload') || !names.includes('time_delta')) return roles;
  const others = [...roles].filter(([role]) => role !== 'payload');
  return new Map([...others, ['payload_base64', payload]]);
}
