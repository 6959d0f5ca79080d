import type { Paint } from './paint.ts';
import { localTime } from './views/time.ts';

/** The look of a line for people: colours, and the form of times. */
export interface LineStyle extends Paint {
  /** A moment, in milliseconds since 1970: the local time of day on a terminal, else as `full` writes it. */
  readonly time: (timeMs: number, full: (timeMs: number) => string) => string;
  /** The line is wider than the terminal, so words are abbreviated. */
  readonly isShort: boolean;
  /** The width of the terminal; undefined: lines are whole. */
  readonly columns: number | undefined;
}

/** Lines of any width, with full times. */
export function wholeStyle(paint: Paint): LineStyle {
  return { ...paint, time: (timeMs, full) => full(timeMs), isShort: false, columns: undefined };
}

/** Lines for a terminal of changing width. `now` is the real clock, in milliseconds since 1970. */
export function terminalStyle(
  paint: Paint,
  { now, columns }: { readonly now: () => number; readonly columns: () => number | undefined },
  isShort: boolean,
): LineStyle {
  return {
    ...paint,
    time: (timeMs) => localTime(timeMs, now()),
    isShort,
    get columns() {
      return columns();
    },
  };
}
