import { type Selection, selects } from '../../building/selection.ts';
import { parseTopic } from '../../building/topic.ts';
import type { PayloadFormat } from '../../payload/format.ts';
import { findFormat } from '../../payload/formats.ts';
import { readPayload } from '../../payload/read.ts';
import type { DueMessage } from '../../publisher/due-message.ts';
import type { Recorded, RecordedMessage } from '../../replay/recorded.ts';
import { type Chunks, readRecording } from '../../replay/recording.ts';
import type { MessageSettings } from './message-settings.ts';

export interface ReplaySettings extends MessageSettings {
  readonly chunks: Chunks;
  /** The name of the recording in errors. */
  readonly source: string;
  /** The first message is due at this time, in milliseconds since 1970; undefined: at its recorded time. */
  readonly startMs: number | undefined;
  /** The readings to publish. Other messages are published only if the selection leaves nothing out. */
  readonly selection: Selection;
}

/**
 * The messages of a recording, with their recorded times and spacing. A message with an earlier time than the line
 * before it is due at once. Throws a Failure at a wrong line.
 */
export async function* replayedMessages(settings: ReplaySettings): AsyncGenerator<DueMessage> {
  const { chunks, source, startMs, format, prefix, retain, qos, selection } = settings;
  const counts = new Map<string, number>();
  let firstMs: number | undefined;
  for await (const recorded of readRecording(chunks, { source, prefix })) {
    firstMs ??= recorded.timeMs;
    if (!isSelected(recorded.topic, selection)) continue;
    yield {
      dueMs: (startMs ?? firstMs) + recorded.timeMs - firstMs,
      topic: recorded.topic,
      retain: retain || recorded.retain === true,
      qos,
      ...contentOf(recorded, format, counts),
    };
  }
}

function isSelected(topic: string, selection: Selection): boolean {
  const address = parseTopic(topic)?.address;
  if (address !== undefined) return selects(selection, address);
  return Object.values(selection).every((level) => level === undefined);
}

type Content = Omit<DueMessage, 'dueMs' | 'topic' | 'retain' | 'qos'>;

function contentOf(recorded: Recorded, format: PayloadFormat, counts: Map<string, number>): Content {
  if (recorded.kind === 'message') return { payload: recorded.payload, ...meaningOf(recorded) };
  const seq = recorded.reading.seq ?? counts.get(recorded.topic) ?? 0;
  counts.set(recorded.topic, seq + 1);
  const reading = { ...recorded.reading, seq };
  return { payload: format.encode(reading), contentType: format.contentType, reading, format: format.name };
}

/** The reading in a recorded payload, if there is one. */
function meaningOf({ topic, timeMs, payload }: RecordedMessage): Omit<Content, 'payload'> {
  const address = parseTopic(topic)?.address;
  const read = address && readPayload(payload, address.sensor, timeMs);
  if (address === undefined || read?.kind !== 'reading') return {};
  const contentType = findFormat(read.format)?.contentType;
  return {
    reading: { address, value: read.value, timeMs: read.timeMs ?? timeMs, seq: read.seq },
    format: read.format,
    ...(contentType !== undefined && { contentType }),
  };
}
