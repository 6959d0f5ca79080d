import { RecordingFault } from './fault.ts';

/**
 * Cuts text, which comes in chunks of any size, into rows. Rows are cut when they are asked for, so that those in front
 * of a fault are there before it is thrown.
 */
export interface RowReader<Row> {
  push(text: string): Iterable<Row>;
  /** The row that has no line end. */
  end(): Iterable<Row>;
}

export interface Line {
  readonly line: number;
  readonly text: string;
}

/** More than that in one row is no recording but a way to fill the memory. */
const MAX_ROW_CHARACTERS = 8 * 1024 * 1024;

export function checkRowSize(characters: number, line: number): void {
  if (characters > MAX_ROW_CHARACTERS)
    throw new RecordingFault({ line }, `it is longer than ${MAX_ROW_CHARACTERS} characters`);
}

/** Lines that end in LF, CR LF or CR, mixed as they may be; blank ones are left out but counted. */
export function createLineReader(): RowReader<Line> {
  let rest = '';
  let line = 0;

  function* take(texts: readonly string[]): Generator<Line> {
    for (const text of texts) {
      line++;
      if (text.trim() !== '') yield { line, text };
    }
  }

  return {
    *push(text) {
      // A final CR may be half of a CR LF, so it waits for the next chunk.
      const texts = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = texts.pop() ?? '';
      yield* take(texts);
      checkRowSize(rest.length, line + 1);
    },
    end: () => take([rest]),
  };
}
