import type { OutputFormat } from '../../options/output.ts';
import { escapeControl, escapeJson } from '../../text/escape.ts';
import type { Paint } from './paint.ts';
import type { Screen } from './screen.ts';

/** One kind of result in each output format. */
export interface View<E> {
  /** A line for people. The view escapes every text from the network. */
  readonly human: (result: E, paint: Paint) => string;
  /** The object of a JSON line. CSV takes its cells from the same object. */
  readonly record: (result: E) => Readonly<Record<string, unknown>>;
  /** The columns of CSV, in order: keys of the record. */
  readonly columns: readonly string[];
}

/** Prints one result. */
export type Print<E> = (result: E) => void;

/** A function that prints results of one kind on the screen. */
export function createPrinter<E>(format: OutputFormat, view: View<E>, screen: Screen): Print<E> {
  switch (format) {
    case 'human':
      return (result) => screen.print(view.human(result, screen.paint));
    case 'jsonl':
      return (result) => screen.print(escapeJson(JSON.stringify(view.record(result))));
    case 'csv':
      return csvPrinter(view, screen);
  }
}

function csvPrinter<E>({ columns, record }: View<E>, screen: Screen): Print<E> {
  let isHeaded = false;
  return (result) => {
    if (!isHeaded) screen.print(columns.join(','));
    isHeaded = true;
    const fields = record(result);
    screen.print(columns.map((column) => csvField(fields[column])).join(','));
  };
}

/** RFC 4180 §2: a field with a comma or a quote is quoted. Line breaks are escaped: a row is one line. */
function csvField(value: unknown): string {
  const text = value === undefined || value === null ? '' : escapeControl(String(value));
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
