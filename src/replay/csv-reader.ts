import { RecordingFault } from './fault.ts';
import { checkRowSize, type RowReader } from './rows.ts';

export interface CsvRow {
  /** The line that the row starts in. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Rows of RFC 4180: fields in double quotes may hold separators, line ends and doubled quotes. The lines may end
 * in LF, CR LF or CR, mixed as they may be; blank ones are left out but counted.
 */
export class CsvReader implements RowReader<CsvRow> {
  readonly #separator: string;
  readonly #special: RegExp;
  #line = 1;
  #startLine = 1;
  #fields: string[] = [];
  #field = '';
  /** Where in a field the reader is; `quote` is behind a quote that closes the field or is half of a doubled one. */
  #state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  #isAfterCr = false;
  #characters = 0;

  constructor(separator: string) {
    this.#separator = separator;
    this.#special = new RegExp(`[${separator}"\r\n]`, 'g');
  }

  *push(text: string): Generator<CsvRow> {
    let at = 0;
    while (at < text.length) {
      const character = text[at];
      const isSecondHalf = this.#isAfterCr && character === '\n';
      this.#isAfterCr = false;
      if (isSecondHalf) at++;
      else if (this.#state === 'quoted') at = this.#readQuoted(text, at);
      else if (character === '\n' || character === '\r') {
        this.#isAfterCr = character === '\r';
        yield* this.#endRow();
        at++;
      } else at = this.#readPlain(text, at);
    }
  }

  *end(): Generator<CsvRow> {
    if (this.#state === 'quoted')
      throw new RecordingFault({ line: this.#startLine }, 'a quote is not closed');
    yield* this.#endRow();
  }

  *#endRow(): Generator<CsvRow> {
    const isBlank = this.#fields.length === 0 && this.#state === 'start';
    if (!isBlank) {
      this.#endField();
      yield { line: this.#startLine, fields: this.#fields };
      this.#fields = [];
    }
    this.#line++;
    this.#startLine = this.#line;
    this.#characters = 0;
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = '';
    this.#state = 'start';
  }

  #readQuoted(text: string, from: number): number {
    const quote = text.indexOf('"', from);
    const end = this.#append(text, from, quote);
    for (let at = text.indexOf('\n', from); at !== -1 && at < end; at = text.indexOf('\n', at + 1))
      this.#line++;
    if (quote !== -1) this.#state = 'quote';
    return end + 1;
  }

  #readPlain(text: string, at: number): number {
    const character = text[at];
    if (character === this.#separator) this.#endField();
    else if (character === '"') this.#readQuote();
    else {
      if (this.#state === 'quote') throw this.#fault('more text follows a closing quote');
      this.#state = 'plain';
      this.#special.lastIndex = at;
      return this.#append(text, at, this.#special.exec(text)?.index ?? -1);
    }
    return at + 1;
  }

  #readQuote(): void {
    if (this.#state === 'plain') throw this.#fault('a quote stands inside a field without quotes');
    if (this.#state === 'quote') this.#field += '"';
    this.#state = 'quoted';
  }

  /** Adds what needs no look at each character, up to an end or, at -1, all of it; returns where that is. */
  #append(text: string, from: number, end: number): number {
    const to = end === -1 ? text.length : end;
    this.#field += text.slice(from, to);
    this.#characters += to - from;
    checkRowSize(this.#characters, this.#startLine);
    return to;
  }

  #fault(message: string): RecordingFault {
    return new RecordingFault({ line: this.#line, column: this.#fields.length + 1 }, message);
  }
}
