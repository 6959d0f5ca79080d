import { escapeControl, escapeJson } from '../text/escape.ts';
import type { OutputFormat } from './output-format.ts';
import type { Paint } from './paint.ts';
import type { Screen } from './screen.ts';

/** How one kind of event is shown in each output format. */
export interface View<E> {
  /** A line for people. Everything that came over the network must have been escaped. */
  readonly human: (event: E, paint: Paint) => string;
  /** The object of a JSON line; its keys are also the columns of CSV. */
  readonly record: (event: E) => Readonly<Record<string, unknown>>;
  /** The columns of CSV, in order. */
  readonly columns: readonly string[];
}

export type Report<E> = (event: E) => void;

/** A function that prints events of one kind on the screen. */
export function createReport<E>(format: OutputFormat, view: View<E>, screen: Screen): Report<E> {
  switch (format) {
    case 'human':
      return (event) => screen.print(view.human(event, screen.paint));
    case 'jsonl':
      return (event) => screen.print(escapeJson(JSON.stringify(view.record(event))));
    case 'csv':
      return csvReport(view, screen);
  }
}

function csvReport<E>({ columns, record }: View<E>, screen: Screen): Report<E> {
  let headed = false;
  return (event) => {
    if (!headed) screen.print(columns.join(','));
    headed = true;
    const fields = record(event);
    screen.print(columns.map((column) => csvField(fields[column])).join(','));
  };
}

/** RFC 4180 §2: fields with a comma or a quote are quoted; line breaks are escaped, so a row is a line. */
function csvField(value: unknown): string {
  const text = value === undefined || value === null ? '' : escapeControl(String(value));
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
