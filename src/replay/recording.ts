import { TextDecoder } from 'node:util';
import { counted } from '../text/counted.ts';
import { RecordingFault, recordingFailure } from './fault.ts';
import { createJsonLinesReader } from './json-lines.ts';
import type { RecordingLayout } from './layout.ts';
import type { Recorded } from './recorded.ts';
import { checkRowSize, LINE_END, type RowReader } from './rows.ts';
import { createTableReader, MAX_TITLE_LINES } from './table.ts';
import { createTextLinesReader, isTextLines } from './text-lines.ts';
import { createTimeReader } from './time-reader.ts';

export interface RecordingSettings {
  /** The name of the recording in errors, such as `--replay 'day.csv'`. */
  readonly source: string;
  /** In front of the building, for tables with the columns of an address. */
  readonly prefix?: string | undefined;
  /** What the user says about a recording of another program. */
  readonly layout?: RecordingLayout | undefined;
  /** Called for each value that is missing. */
  readonly onPassedOver?: (() => void) | undefined;
  /** Gets a sentence about columns that are not read. */
  readonly onNote?: ((text: string) => void) | undefined;
}

/** Text or UTF-8 in pieces of any size. */
export type Chunks = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** The most messages to sort. They take about 300 bytes each. */
const MAX_SORTED = 1_000_000;

/**
 * Reads the messages of a recording in order, with at most one chunk in memory, unless the layout asks for sorting. The
 * first line tells the format: JSON lines of `watch`, `publish` and mosquitto_sub, lines of time, topic and payload, or CSV with
 * a message a row (`time,topic,value`) or a column for each sensor (`time,BUILDING/P_2/O/4/TEMP,…`). Throws Failure with line
 * and column.
 */
export async function* readRecording(chunks: Chunks, settings: RecordingSettings): AsyncGenerator<Recorded> {
  try {
    let isEmpty = true;
    const recordings = records(decode(chunks), settings);
    for await (const recorded of settings.layout?.isSorted ? sorted(recordings) : recordings) {
      isEmpty = false;
      yield recorded;
    }
    if (isEmpty) throw new RecordingFault({}, 'there is no message in it');
  } catch (error) {
    throw error instanceof RecordingFault ? recordingFailure(settings.source, error) : error;
  }
}

/** Words for a number of missing values. */
export function passedOverWords(count: number): string {
  return `${counted(count, 'missing value')} passed over`;
}

async function* sorted(recordings: AsyncIterable<Recorded>): AsyncGenerator<Recorded> {
  const all: Recorded[] = [];
  for await (const recorded of recordings) {
    if (all.length === MAX_SORTED)
      throw new RecordingFault(
        recorded,
        `--sort takes at most ${MAX_SORTED} messages: sort the file instead`,
      );
    all.push(recorded);
  }
  yield* all.sort((a, b) => a.timeMs - b.timeMs);
}

async function* records(texts: AsyncIterable<string>, settings: RecordingSettings): AsyncGenerator<Recorded> {
  let reader: RowReader<Recorded> | undefined;
  let head = '';
  for await (const text of texts) {
    if (reader !== undefined) {
      yield* reader.push(text);
      continue;
    }
    const isFirst = head === '';
    head += isFirst ? text.replace(/^\ufeff/, '') : text;
    if (isFirst || LINE_END.test(text)) reader = readerFor(head, settings);
    if (reader === undefined) checkRowSize(head.length, 1);
    else yield* reader.push(head);
  }
  if (reader === undefined) {
    reader = readerFor(`${head}\n`, settings, true);
    yield* reader?.push(head) ?? [];
  }
  yield* reader?.end() ?? [];
}

/** Undefined until enough of the first lines is there. */
function readerFor(
  head: string,
  settings: RecordingSettings,
  isAll = false,
): RowReader<Recorded> | undefined {
  const { layout = {}, prefix, onPassedOver = () => {}, onNote = () => {} } = settings;
  const start = head.trimStart();
  const readTime = createTimeReader(layout);
  if (start.startsWith('{')) return createJsonLinesReader({ ...layout, readTime, onPassedOver });
  if (start.startsWith('['))
    throw new RecordingFault({ line: 1 }, "it is a JSON array: use one object a line, as jq -c '.[]' writes");
  const firstLines = start.split(/[\r\n]+/, 3);
  if (firstLines.length < 3 && !isAll) return undefined;
  // A reader of its own: a time reader minds the order of times, and the first line is read again.
  const sample = firstLines.slice(0, 2).filter((line) => line !== '');
  if (isTextLines(sample, createTimeReader(layout)))
    return createTextLinesReader({ readTime, series: layout.series });
  const separator = separatorOf(start, isAll);
  if (separator === undefined) return undefined;
  return createTableReader({ ...layout, separator, prefix, readTime, onPassedOver, onNote });
}

/**
 * The first separator in the names of the columns; a topic may hold the other two characters. Lines without a separator
 * are a title, such as HOBO's `Plot Title: room 4`. Undefined while no whole line has a separator and more may come.
 */
function separatorOf(start: string, isAll: boolean): string | undefined {
  const lines = start.split(/[\r\n]+/, MAX_TITLE_LINES + 1);
  const whole = lines.length > MAX_TITLE_LINES ? lines : lines.slice(0, -1);
  for (const line of whole) {
    const separator = /^[^,;\t]*([,;\t])/.exec(line)?.[1];
    if (separator !== undefined) return separator;
  }
  return isAll || lines.length > MAX_TITLE_LINES ? ',' : undefined;
}

/** UTF-8, with or without a byte order mark, or UTF-16 with one, as spreadsheets write Unicode text. */
async function* decode(chunks: Chunks): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  try {
    for await (const chunk of chunks) {
      if (typeof chunk !== 'string') decoder ??= decoderFor(chunk);
      yield typeof chunk === 'string' ? chunk : (decoder?.decode(chunk, { stream: true }) ?? '');
    }
    yield decoder?.decode() ?? '';
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new RecordingFault({}, 'it is not text in UTF-8: iconv -f WINDOWS-1252 -t UTF-8 may help', {
      cause: error,
    });
  }
}

function decoderFor([first, second]: Uint8Array): TextDecoder {
  const isUtf16 = first === 0xff && second === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { fatal: true });
}
