import { RecordingFault } from './fault.ts';

/**
 * Cuts text in chunks of any size into rows. Rows are cut on demand, so all rows in front of a fault arrive before the
 * fault is thrown.
 */
export interface RowReader<Row> {
  push(text: string): Iterable<Row>;
  /** The last row, without a line end. */
  end(): Iterable<Row>;
}

export interface Line {
  readonly line: number;
  readonly text: string;
}

/** A longer row is no recording but an attack on the memory. */
const MAX_ROW_CHARACTERS = 8 * 1024 * 1024;

/** Throws RecordingFault for a row that is too long. */
export function checkRowSize(characters: number, line: number): void {
  if (characters > MAX_ROW_CHARACTERS)
    throw new RecordingFault({ line }, `it is longer than ${MAX_ROW_CHARACTERS} characters`);
}

export const LINE_END: RegExp = /[\r\n]/;

/** Lines ending in LF, CR LF or CR, in any mix. Blank lines are left out but counted. */
export function createLineReader(): RowReader<Line> {
  let rest = '';
  let endsInCr = false;
  let line = 0;

  function* take(texts: readonly string[]): Generator<Line> {
    for (const text of texts) {
      line++;
      if (text.trim() !== '') yield { line, text };
    }
  }

  return {
    *push(text) {
      const isPartOfLine = !LINE_END.test(text) && !endsInCr;
      if (text !== '') endsInCr = text.endsWith('\r');
      if (isPartOfLine) {
        // A long line in many chunks is not searched from its beginning again and again.
        rest += text;
        checkRowSize(rest.length, line + 1);
        return;
      }
      // A final CR may be half of a CR LF, so it waits for the next chunk.
      const texts = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = texts.pop() ?? '';
      yield* take(texts);
      checkRowSize(rest.length, line + 1);
    },
    end: () => take([rest]),
  };
}
