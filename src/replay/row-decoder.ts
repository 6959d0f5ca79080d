import type { CsvRow } from './csv-reader.ts';
import type { Recorded } from './recorded.ts';

/** Turns a row of a table into its messages. Throws RecordingFault. */
export type RowDecoder = (row: CsvRow) => Iterable<Recorded>;

export interface TableSettings {
  /** Between fields: a comma, or a semicolon or tab, to allow decimal commas. */
  readonly separator: string;
  /** In front of the building, for tables with the columns of an address. */
  readonly prefix: string | undefined;
}
