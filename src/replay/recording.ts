import { RecordingFault, recordingFailure } from './fault.ts';
import { createJsonLinesReader } from './json-lines.ts';
import type { Recorded } from './recorded.ts';
import { checkRowSize, LINE_END, type RowReader } from './rows.ts';
import { createTableReader } from './table.ts';

interface RecordingSettings {
  /** The name of the recording in errors, such as `--replay 'day.csv'`. */
  readonly source: string;
  /** In front of the building, for tables with the columns of an address. */
  readonly prefix?: string | undefined;
}

/** Text or UTF-8 in pieces of any size. */
export type Chunks = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/**
 * Reads the messages of a recording in order, with at most one chunk in memory. The first character tells the format:
 * JSON lines of `watch` and `publish`, or CSV with a reading a row (`time,topic,value`) or a column for each sensor
 * (`time,BUILDING/P_2/O/4/TEMP,…`). Throws Failure with line and column.
 */
export async function* readRecording(chunks: Chunks, settings: RecordingSettings): AsyncGenerator<Recorded> {
  try {
    let isEmpty = true;
    for await (const recorded of records(decode(chunks), settings.prefix)) {
      isEmpty = false;
      yield recorded;
    }
    if (isEmpty) throw new RecordingFault({}, 'there is no message in it');
  } catch (error) {
    throw error instanceof RecordingFault ? recordingFailure(settings.source, error) : error;
  }
}

async function* records(texts: AsyncIterable<string>, prefix: string | undefined): AsyncGenerator<Recorded> {
  let reader: RowReader<Recorded> | undefined;
  let head = '';
  for await (const text of texts) {
    if (reader !== undefined) {
      yield* reader.push(text);
      continue;
    }
    const isFirst = head === '';
    head += isFirst ? text.replace(/^\ufeff/, '') : text;
    if (isFirst || LINE_END.test(text)) reader = readerFor(head, prefix);
    if (reader === undefined) checkRowSize(head.length, 1);
    else yield* reader.push(head);
  }
  if (reader === undefined) {
    reader = readerFor(`${head}\n`, prefix);
    yield* reader?.push(head) ?? [];
  }
  yield* reader?.end() ?? [];
}

/** Undefined until enough of the first line is there. */
function readerFor(head: string, prefix: string | undefined): RowReader<Recorded> | undefined {
  const start = head.trimStart();
  if (start.startsWith('{')) return createJsonLinesReader();
  if (start.startsWith('['))
    throw new RecordingFault({ line: 1 }, "it is a JSON array: use one object a line, as jq -c '.[]' writes");
  const end = start.search(/[\r\n]/);
  return end === -1 ? undefined : createTableReader({ separator: separatorOf(start.slice(0, end)), prefix });
}

/** The first separator in the names of the columns; a topic may hold the other two characters. */
function separatorOf(header: string): string {
  return /^[^,;\t]*([,;\t])/.exec(header)?.[1] ?? ',';
}

/** UTF-8, with or without a byte order mark. */
async function* decode(chunks: Chunks): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of chunks) {
      yield typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new RecordingFault({}, 'it is not text in UTF-8', { cause: error });
  }
}
