import { type Columns, findColumns } from './columns.ts';
import type { CsvRow } from './csv-reader.ts';
import { CsvReader } from './csv-reader.ts';
import { RecordingFault } from './fault.ts';
import { headingOf, headingZone } from './heading.ts';
import { longTable } from './long-table.ts';
import type { Recorded } from './recorded.ts';
import type { RowDecoder, TableSettings } from './row-decoder.ts';
import type { RowReader } from './rows.ts';
import { createTimeReader, type TimeReader } from './time-reader.ts';
import { wideTable } from './wide-table.ts';

/** A table begins with at most so many lines of a title. */
export const MAX_TITLE_LINES = 5;

/** A larger step back is a table in the wrong order: all later rows would be published at once. */
const MAX_STEP_BACK_MS = 60_000;

/** Reads a table in CSV with the names of the columns in its first row. Iteration throws RecordingFault. */
export function createTableReader(settings: TableSettings): RowReader<Recorded> {
  const reader = new CsvReader(settings.separator);
  let header: CsvRow | undefined;
  let decode: RowDecoder = () => [];
  let titles = 0;
  let hasRowNames: boolean | undefined;
  let isOurs = false;
  let latest = Number.NEGATIVE_INFINITY;

  function begin(row: CsvRow): void {
    header = row;
    isOurs = OWN_COLUMNS.every((name) => row.fields.includes(name));
    const columns = findColumns(row, settings.columns);
    const isLong = LONG_ROLES.some((role) => columns.roles.has(role));
    const readTime = readerOf(row, columns, settings);
    decode = (isLong ? longTable : wideTable)({ ...settings, readTime, header: row, columns });
  }

  function* records(rows: Iterable<CsvRow>): Generator<Recorded> {
    for (const row of rows) {
      if (isComment(row)) header = undefined;
      else if (header === undefined && titles < MAX_TITLE_LINES && isTitle(row)) titles++;
      else if (header === undefined) begin(row);
      else {
        hasRowNames ??= isNamedRow(row, header);
        const fields = hasRowNames ? row.fields.slice(1) : row.fields;
        checkWidth({ ...row, fields }, header);
        yield* inOrder(decode({ ...row, fields }));
      }
    }
  }

  function* inOrder(recorded: Iterable<Recorded>): Generator<Recorded> {
    for (const message of recorded) {
      if (!isOurs && !settings.isSorted && message.timeMs < latest - MAX_STEP_BACK_MS) {
        const advice = settings.timeZone === undefined ? ', or --time-zone if its clock was put back' : '';
        throw new RecordingFault(
          message,
          `it is earlier than the line before: --sort sorts by time${advice}`,
        );
      }
      latest = Math.max(latest, message.timeMs);
      yield message;
    }
  }

  return { push: (text) => records(reader.push(text)), end: () => records(reader.end()) };
}

/** The columns of `watch` and `publish --output csv`. Their rows are in the order of arrival: a late reading is older. */
const OWN_COLUMNS = ['type', 'topic', 'format', 'payload', 'payload_hex'];

/** A table with one of these has a message a row; any other has a column a sensor. */
const LONG_ROLES = ['value', 'payload', 'payload_hex', 'payload_base64'] as const;

/** The clock of a table without the user's word for it may stand in the name of its column. */
function readerOf({ fields }: CsvRow, { roles }: Columns, settings: TableSettings): TimeReader {
  const [column = -1] = roles.get('time') ?? [];
  const zone = settings.timeZone === undefined ? headingZone(headingOf(fields[column] ?? '')) : undefined;
  return zone === undefined ? settings.readTime : createTimeReader({ ...settings, timeZone: zone });
}

/** InfluxDB writes rows such as `#datatype,string,long` above the names, and again above each further table. */
function isComment({ fields }: CsvRow): boolean {
  return fields[0]?.startsWith('#') === true && /^#(group|datatype|default)$/.test(fields[0]);
}

/** A line above the names: Grafana and Excel write `sep=;`, HOBO `Plot Title: room 4`. */
function isTitle({ fields }: CsvRow): boolean {
  return fields.length === 1 || /^sep=.?$/i.test(fields[0] ?? '');
}

/** R numbers the rows in a first column without a name. */
function isNamedRow({ fields }: CsvRow, header: CsvRow): boolean {
  return fields.length === header.fields.length + 1 && /^\d+$/.test(fields[0] ?? '');
}

function checkWidth({ line, fields }: CsvRow, header: CsvRow): void {
  if (fields.length === header.fields.length) return;
  throw new RecordingFault({ line }, `it has ${fields.length} fields, the first row ${header.fields.length}`);
}
