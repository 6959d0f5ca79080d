import type { OutputFormat } from '../../options/output.ts';
import { escapeControl, escapeJson } from '../../text/escape.ts';
import { cutLine, lineWidth } from './cut-line.ts';
import { type LineStyle, terminalStyle, wholeStyle } from './line-style.ts';
import type { Screen } from './screen.ts';

/** One kind of result in each output format. */
export interface View<E> {
  /** A line for people. The view escapes every text from the network. */
  readonly human: (result: E, style: LineStyle) => string;
  /** A line for people fits the terminal: local times, abbreviated if too wide, and then cut. */
  readonly fits?: boolean;
  /** The object of a JSON line. CSV takes its cells from the same object. */
  readonly record: (result: E) => Readonly<Record<string, unknown>>;
  /** The columns of CSV, in order: keys of the record. */
  readonly columns: readonly string[];
  /** The object for CSV, if it differs from the record. */
  readonly row?: (result: E) => Readonly<Record<string, unknown>>;
}

/** Prints one result. */
export type Print<E> = (result: E) => void;

/** A function that prints results of one kind on the screen. */
export function createPrinter<E>(format: OutputFormat, view: View<E>, screen: Screen): Print<E> {
  switch (format) {
    case 'human':
      return view.fits ? fittingPrinter(view, screen) : wholePrinter(view, screen);
    case 'jsonl':
      return (result) => screen.print(escapeJson(JSON.stringify(view.record(result))));
    case 'csv':
      return csvPrinter(view, screen);
  }
}

function wholePrinter<E>({ human }: View<E>, screen: Screen): Print<E> {
  const style = wholeStyle(screen.paint);
  return (result) => screen.print(human(result, style));
}

function fittingPrinter<E>(view: View<E>, screen: Screen): Print<E> {
  if (screen.columns === undefined) return wholePrinter(view, screen);
  const print = createFittingPrint(screen);
  const terminal = { now: screen.now, columns: () => screen.columns };
  const style = terminalStyle(screen.paint, terminal, false);
  const shortStyle = terminalStyle(screen.paint, terminal, true);
  return (result) => print((isShort) => view.human(result, isShort ? shortStyle : style));
}

/**
 * Prints lines within the width of the terminal: abbreviated, and then cut. Once a line was too wide, all lines are
 * abbreviated until the width changes: columns stay in line.
 */
export function createFittingPrint(screen: Screen): (lineOf: (isShort: boolean) => string) => void {
  let shortAt = 0;
  return (lineOf) => {
    const { columns = Number.POSITIVE_INFINITY } = screen;
    const line = lineOf(shortAt === columns);
    if (lineWidth(line) <= columns) return screen.print(line);
    shortAt = columns;
    screen.print(cutLine(lineOf(true), columns));
  };
}

function csvPrinter<E>({ columns, record, row = record }: View<E>, screen: Screen): Print<E> {
  let isHeaded = false;
  return (result) => {
    if (!isHeaded) screen.print(columns.join(','));
    isHeaded = true;
    const fields = row(result);
    screen.print(columns.map((column) => csvField(fields[column])).join(','));
  };
}

/** RFC 4180 §2: a field with a comma or a quote is quoted. Line breaks are escaped: a row is one line. */
function csvField(value: unknown): string {
  const text = value === undefined || value === null ? '' : escapeControl(String(value));
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
