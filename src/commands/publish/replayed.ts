import { createReadStream, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { type Selection, selects } from '../../building/selection.ts';
import { parseTopic } from '../../building/topic.ts';
import type { Context } from '../../command.ts';
import { unreadable } from '../../named-file.ts';
import type { PayloadFormat } from '../../payload/format.ts';
import { findFormat } from '../../payload/formats.ts';
import { readPayload } from '../../payload/read.ts';
import type { Emission } from '../../publisher/emission.ts';
import type { Recorded, RecordedMessage } from '../../replay/recorded.ts';
import { type Chunks, readRecording } from '../../replay/recording.ts';

export interface ReplaySettings {
  readonly chunks: Chunks;
  /** What errors call the recording. */
  readonly source: string;
  /** When its first message is due. */
  readonly startMs: number;
  /** Of readings that were recorded without their payload. */
  readonly format: PayloadFormat;
  readonly prefix: string | undefined;
  readonly retain: boolean;
  /** Which readings; other messages are published only where it leaves nothing out. */
  readonly selection: Selection;
}

/** A recording as a failure names it: `--replay 'day.jsonl'`, or `stdin`. */
export function recordingName(what: string, path: string): string {
  return path === '-' ? 'stdin' : `${what} '${path}'`;
}

/** The bytes of a recording; `-` is stdin. Throws a Failure at once if it can't be opened. */
export function openRecording(what: string, path: string, { stdin }: Context): Readable {
  if (path === '-') return stdin;
  try {
    return createReadStream('', { fd: openSync(path, 'r') });
  } catch (cause) {
    throw unreadable(what, path, cause);
  }
}

/**
 * The messages of a recording, with their own times inside and their own spacing. One whose time is before that of
 * an earlier line is due at once.
 */
export async function* replayedEmissions(settings: ReplaySettings): AsyncGenerator<Emission> {
  const { chunks, source, startMs, format, prefix, retain, selection } = settings;
  const counts = new Map<string, number>();
  let firstMs: number | undefined;
  for await (const recorded of readRecording(chunks, { source, prefix })) {
    firstMs ??= recorded.time;
    if (!isSelected(recorded.topic, selection)) continue;
    yield {
      dueMs: startMs + recorded.time - firstMs,
      topic: recorded.topic,
      retain: retain || recorded.retain === true,
      ...contentOf(recorded, format, counts),
    };
  }
}

function isSelected(topic: string, selection: Selection): boolean {
  const address = parseTopic(topic)?.address;
  if (address !== undefined) return selects(selection, address);
  return Object.values(selection).every((level) => level === undefined);
}

type Content = Omit<Emission, 'dueMs' | 'topic' | 'retain'>;

function contentOf(recorded: Recorded, format: PayloadFormat, counts: Map<string, number>): Content {
  if (recorded.kind === 'message') return { payload: recorded.payload, ...meaningOf(recorded) };
  const seq = recorded.reading.seq ?? counts.get(recorded.topic) ?? 0;
  counts.set(recorded.topic, seq + 1);
  const reading = { ...recorded.reading, seq };
  return { payload: format.encode(reading), contentType: format.contentType, reading, format: format.name };
}

/** What a recorded payload says, if it is a reading. */
function meaningOf({ topic, time, payload }: RecordedMessage): Omit<Content, 'payload'> {
  const address = parseTopic(topic)?.address;
  const read = address && readPayload(payload, address.sensor, time);
  if (address === undefined || read?.kind !== 'reading') return {};
  const contentType = findFormat(read.format)?.contentType;
  return {
    reading: { address, value: read.value, time: read.time ?? time, seq: read.seq },
    format: read.format,
    ...(contentType !== undefined && { contentType }),
  };
}
