import type { Columns } from './columns.ts';
import type { CsvRow } from './csv-reader.ts';
import type { RecordingLayout } from './layout.ts';
import type { Recorded } from './recorded.ts';
import type { TimeReader } from './time-reader.ts';

/** Turns a row of a table into its messages. Throws RecordingFault. */
export type RowDecoder = (row: CsvRow) => Iterable<Recorded>;

export interface TableSettings extends RecordingLayout {
  /** Between fields: a comma, or a semicolon or tab, to allow decimal commas. */
  readonly separator: string;
  /** In front of the building, for tables with the columns of an address. */
  readonly prefix: string | undefined;
  readonly readTime: TimeReader;
  /** Called for each row or field without a value. */
  readonly onPassedOver: () => void;
  /** Gets a sentence about columns that are not read. */
  readonly onNote: (text: string) => void;
}

/** A table, once its first row is known. */
export interface Table extends Omit<TableSettings, 'columns'> {
  readonly header: CsvRow;
  readonly columns: Columns;
}
