import { quoted, RecordingFault } from './fault.ts';
import type { Recorded } from './recorded.ts';
import { recordedTopic } from './recorded-topic.ts';
import { createLineReader, type Line, type RowReader } from './rows.ts';
import type { TimeReader } from './time-reader.ts';

export interface TextLinesSettings {
  readonly readTime: TimeReader;
  /** Topics by the names that the recording has instead. */
  readonly series?: ReadonlyMap<string, string> | undefined;
}

/** `1767600000.5 BUILDING/P_2/O/4/TEMP 21.4`: a subscriber's line has no quotes, and no separator of tables before the payload. */
const WITH_TIME = /^([^\s,;"/]+) ([^\s,;"]*\/[^\s,;"]*) (.*)$/s;
const WITHOUT_TIME = /^[^\s,;"]*\/[^\s,;"]* .*$/s;

/**
 * True for the lines of `mosquitto_sub -F '%U %t %p'` or `'%I %t %p'`, told by the first of them. Throws RecordingFault for
 * lines of `mosquitto_sub -v`, which have no time; a single such line may be the title of a table.
 */
export function isTextLines([first = '', ...others]: readonly string[], readTime: TimeReader): boolean {
  const time = WITH_TIME.exec(first)?.[1];
  if (time !== undefined && readTime(time) !== undefined) return true;
  if ([first, ...others].every((line) => WITHOUT_TIME.test(line)))
    throw new RecordingFault(
      { line: 1 },
      "it has a topic and a payload, but no time: record with mosquitto_sub -F '%U %t %p', or building-sim watch -J",
    );
  return false;
}

/** Reads lines of time, topic and payload, with a space between them. Iteration throws RecordingFault. */
export function createTextLinesReader({ readTime, series }: TextLinesSettings): RowReader<Recorded> {
  const lines = createLineReader();
  function* records(some: Iterable<Line>): Generator<Recorded> {
    for (const { line, text } of some) {
      const [, time = '', name = '', payload = ''] = /^(\S+) (\S+) ?(.*)$/s.exec(text) ?? [];
      const timeMs = readTime(time);
      if (timeMs === undefined)
        throw new RecordingFault({ line }, `${quoted(text)} is not a time, a topic and a payload`);
      const topic = recordedTopic(name, line, series);
      yield { kind: 'message', line, timeMs, topic, payload: Buffer.from(payload) };
    }
  }
  return { push: (text) => records(lines.push(text)), end: () => records(lines.end()) };
}
