import type { CsvRow } from './csv-reader.ts';
import { CsvReader } from './csv-reader.ts';
import { RecordingFault } from './fault.ts';
import { longTable } from './long-table.ts';
import type { Recorded } from './recorded.ts';
import type { RowDecoder, TableSettings } from './row-decoder.ts';
import type { RowReader } from './rows.ts';
import { wideTable } from './wide-table.ts';

/** A larger step back is a table in the wrong order: all later rows would be published at once. */
const MAX_STEP_BACK_MS = 60_000;

/** Reads a table in CSV with the names of the columns in its first row. Iteration throws RecordingFault. */
export function createTableReader(settings: TableSettings): RowReader<Recorded> {
  const reader = new CsvReader(settings.separator);
  let header: CsvRow | undefined;
  let decode: RowDecoder = () => [];
  let isOurs = false;
  let latest = Number.NEGATIVE_INFINITY;

  function* records(rows: Iterable<CsvRow>): Generator<Recorded> {
    for (const row of rows) {
      if (header === undefined && isComment(row)) continue;
      if (header === undefined) {
        header = row;
        const names = columnNames(row);
        isOurs = OWN_COLUMNS.every((name) => names.includes(name));
        decode = decoderOf(row, names, settings);
      } else {
        checkWidth(row, header);
        yield* inOrder(decode(row));
      }
    }
  }

  function* inOrder(recorded: Iterable<Recorded>): Generator<Recorded> {
    for (const message of recorded) {
      if (!isOurs && message.timeMs < latest - MAX_STEP_BACK_MS)
        throw new RecordingFault(message, 'it is earlier than the line before: sort the rows by time');
      latest = Math.max(latest, message.timeMs);
      yield message;
    }
  }

  return { push: (text) => records(reader.push(text)), end: () => records(reader.end()) };
}

/** The columns of `watch` and `publish --output csv`. Their rows are in the order of arrival: a late reading is older. */
const OWN_COLUMNS = ['type', 'topic', 'format', 'payload', 'payload_hex'];

/** InfluxDB writes rows such as `#datatype,string,long` above the names. */
function isComment({ fields }: CsvRow): boolean {
  return fields[0]?.startsWith('#') === true && /^#(group|datatype|default)$/.test(fields[0]);
}

/** The names of other programs for our columns, in lower case. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  _time: 'time',
  timestamp: 'time',
  _value: 'value',
  valor: 'value',
};

/** In lower case, and under our names where the table has no such column of its own. */
function columnNames({ fields }: CsvRow): readonly string[] {
  const names = fields.map((name) => name.trim().toLowerCase());
  return names.map((name) => {
    const ours = OTHER_NAMES[name];
    return ours === undefined || names.includes(ours) ? name : ours;
  });
}

function decoderOf(header: CsvRow, names: readonly string[], settings: TableSettings): RowDecoder {
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
