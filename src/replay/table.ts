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
  let latest = Number.NEGATIVE_INFINITY;

  function* records(rows: Iterable<CsvRow>): Generator<Recorded> {
    for (const row of rows) {
      if (header === undefined) {
        header = row;
        decode = decoderOf(row, settings);
      } else {
        checkWidth(row, header);
        yield* inOrder(decode(row));
      }
    }
  }

  function* inOrder(recorded: Iterable<Recorded>): Generator<Recorded> {
    for (const message of recorded) {
      if (message.timeMs < latest - MAX_STEP_BACK_MS)
        throw new RecordingFault(message, 'it is earlier than the line before: sort the rows by time');
      latest = Math.max(latest, message.timeMs);
      yield message;
    }
  }

  return { push: (text) => records(reader.push(text)), end: () => records(reader.end()) };
}

function decoderOf(header: CsvRow, settings: TableSettings): RowDecoder {
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
