import type { Context, Output } from '../../command.ts';
import { cutToWidth } from '../../text/width.ts';
import { wrapFor } from '../../text/wrap.ts';
import { createPaint, type Paint } from './paint.ts';

export interface ScreenSettings {
  readonly quiet: boolean;
  readonly color: boolean;
  /** Lines of results keep their full width and times on a terminal, too. */
  readonly isWhole?: boolean;
}

/** Results go to stdout, other lines to stderr. A progress line stays below them. */
export interface Screen {
  /** Colours for stdout. */
  readonly paint: Paint;
  /** The width for lines of results, in characters; undefined without a limit. */
  readonly columns: number | undefined;
  /** A person reads stderr. */
  readonly isAttended: boolean;
  /** The real clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** A line of results. The lines of one turn of the event loop leave together, at its end. */
  print(line: string): void;
  /** A line on stderr, unless `quiet`. */
  note(line: string): void;
  /** A line on stderr, quiet or not. */
  warn(line: string): void;
  /** Shows or replaces the progress line, if stderr is a terminal and not `quiet`. */
  progress(text: string): void;
  /** Resolves when every line of results so far was written. */
  told(): Promise<void>;
  /** Writes the waiting lines and removes the progress line. */
  flush(): void;
}

const MAX_WAITING_LINES = 500;
const CLEAR_LINE = '\r\x1b[K';

export function createScreen(
  { stdout, stderr, env, now }: Pick<Context, 'stdout' | 'stderr' | 'env' | 'now'>,
  { quiet, color, isWhole = false }: ScreenSettings,
): Screen {
  const colorful = (output: Output) => color && output.isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
  const notePaint = createPaint(colorful(stderr));
  let waiting: string[] = [];
  let progressShown = '';

  const aroundProgress = (write: () => void): void => {
    if (progressShown !== '') stderr.write(CLEAR_LINE);
    write();
    if (progressShown !== '') stderr.write(progressShown);
  };
  const flushLines = (): void => {
    if (waiting.length === 0) return;
    const text = `${waiting.join('\n')}\n`;
    waiting = [];
    if (stdout.isTTY) aroundProgress(() => stdout.write(text));
    else stdout.write(text);
  };
  const toStderr = (text: string, paint: (line: string) => string): void => {
    flushLines();
    const lines = wrapFor(stderr, text).map(paint);
    aroundProgress(() => stderr.write(`${lines.join('\n')}\n`));
  };

  return {
    paint: createPaint(colorful(stdout)),
    get columns() {
      return stdout.isTTY && !isWhole ? stdout.columns : undefined;
    },
    isAttended: stderr.isTTY && !quiet,
    now,
    print: (line) => {
      if (waiting.length === 0) setImmediate(flushLines);
      waiting.push(line);
      if (waiting.length >= MAX_WAITING_LINES) flushLines();
    },
    note: (line) => {
      if (!quiet) toStderr(line, notePaint.dim);
    },
    warn: (line) => toStderr(line, notePaint.warning),
    progress: (text) => {
      if (quiet || !stderr.isTTY) return;
      if (progressShown !== '') stderr.write(CLEAR_LINE);
      progressShown = notePaint.dim(cutToWidth(text, stderr.columns - 1));
      stderr.write(progressShown);
    },
    told: () =>
      new Promise((resolve) => {
        // The lines of this turn leave together first.
        setImmediate(() => {
          flushLines();
          stdout.write('', resolve);
        });
      }),
    flush: () => {
      flushLines();
      if (progressShown !== '') stderr.write(CLEAR_LINE);
      progressShown = '';
    },
  };
}
