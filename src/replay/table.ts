import type { CsvRow } from './csv-reader.ts';
import { CsvReader } from './csv-reader.ts';
import { RecordingFault } from './fault.ts';
import { longTable } from './long-table.ts';
import type { Recorded } from './recorded.ts';
import type { RowReader } from './rows.ts';
import { wideTable } from './wide-table.ts';

export interface TableSettings {
  /** Between fields: a comma, or a semicolon or tab, which allow decimal commas. */
  readonly separator: string;
  /** In front of the building, for tables that name sensors by their parts. */
  readonly prefix: string | undefined;
}

/** Turns a row into what it recorded. */
export type RowMeaning = (row: CsvRow) => Iterable<Recorded>;

/** Rows further back in time than this are a table in a wrong order, and would all be published at once. */
const MAX_STEP_BACK_MS = 60_000;

/** Reads a table in CSV whose first row names its columns. */
export function createTableReader(settings: TableSettings): RowReader<Recorded> {
  const reader = new CsvReader(settings.separator);
  let header: CsvRow | undefined;
  let meaning: RowMeaning = () => [];
  let latest = Number.NEGATIVE_INFINITY;

  function* records(rows: Iterable<CsvRow>): Generator<Recorded> {
    for (const row of rows) {
      if (header === undefined) {
        header = row;
        meaning = tableOf(row, settings);
      } else {
        checkWidth(row, header);
        yield* inOrder(meaning(row));
      }
    }
  }

  function* inOrder(recorded: Iterable<Recorded>): Generator<Recorded> {
    for (const one of recorded) {
      if (one.time < latest - MAX_STEP_BACK_MS)
        throw new RecordingFault(one, 'it is earlier than the line before: sort the rows by time');
      latest = Math.max(latest, one.time);
      yield one;
    }
  }

  return { push: (text) => records(reader.push(text)), end: () => records(reader.end()) };
}

function tableOf(header: CsvRow, settings: TableSettings): RowMeaning {
  const names = header.fields.map((name) => name.trim().toLowerCase());
  const duplicate = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (duplicate !== -1) {
    throw new RecordingFault({ line: header.line, column: duplicate + 1 }, 'two columns have this name');
  }
  const isLong = ['value', 'payload', 'payload_hex'].some((name) => names.includes(name));
  return isLong ? longTable(header, names, settings) : wideTable(header, names, settings);
}

function checkWidth({ line, fields }: CsvRow, header: CsvRow): void {
  if (fields.length === header.fields.length) return;
  throw new RecordingFault({ line }, `it has ${fields.length} fields, the first row ${header.fields.length}`);
}
