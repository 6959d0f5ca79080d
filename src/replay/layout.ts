import type { SensorKind } from '../building/sensors.ts';
import type { Wing } from '../building/wings.ts';
import type { TimeNotation } from './time-reader.ts';

/** What a column of a table, or a key of a JSON line, may hold. */
export const COLUMN_ROLES = [
  'time',
  'received',
  'topic',
  'value',
  'unit',
  'field',
  'payload',
  'payload_hex',
  'payload_base64',
  'qos',
  'retain',
  'seq',
  'building',
  'floor',
  'wing',
  'room',
  'sensor',
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

/** The names of columns by what they hold. Only a time may have several columns, such as a date and a time of day. */
export type ColumnNames = ReadonlyMap<ColumnRole | SensorKind, readonly string[]>;

/** The place of readings in a table without topics, as far as the user named it. */
export interface TablePlace {
  readonly building?: string | undefined;
  readonly floor?: number | undefined;
  readonly wing?: Wing | undefined;
  readonly room?: number | undefined;
  readonly sensor?: SensorKind | undefined;
}

/** What the user says about a recording of another program. Nothing of it is needed for our own recordings. */
export interface RecordingLayout extends TimeNotation {
  readonly columns?: ColumnNames;
  /** Topics by the names that the recording has instead. */
  readonly series?: ReadonlyMap<string, string>;
  readonly place?: TablePlace;
  /** Further words for a missing value, such as `-999`. */
  readonly missing?: ReadonlySet<string>;
  /** True if the messages may come in any order: they are held in memory and sorted by time. */
  readonly isSorted?: boolean;
}
