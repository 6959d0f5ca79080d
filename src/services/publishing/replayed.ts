import type { Address } from '../../building/address.ts';
import { type Selection, selects } from '../../building/selection.ts';
import { parseTopic } from '../../building/topic.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { PayloadFormat } from '../../payload/format.ts';
import { findFormat } from '../../payload/formats.ts';
import { readPayload } from '../../payload/read.ts';
import type { DueMessage } from '../../publisher/due-message.ts';
import type { Recorded, RecordedMessage } from '../../replay/recorded.ts';
import { type Chunks, type RecordingSettings, readRecording } from '../../replay/recording.ts';
import { laterBy } from './later.ts';
import type { MessageSettings } from './message-settings.ts';

export interface ReplaySettings extends MessageSettings, Omit<RecordingSettings, 'prefix'> {
  /** Opens the recording: once, or for each round of a loop. */
  readonly open: () => Chunks;
  readonly isLooping?: boolean;
  /** The first message is due at this time, in milliseconds since 1970; undefined: at its recorded time. */
  readonly startMs: number | undefined;
  /** The first message gets this time, and the readings of all messages move with it; undefined: they keep their times. */
  readonly shiftToMs?: number | undefined;
  /** The readings to publish. Other messages are published only if the selection leaves nothing out. */
  readonly selection: Selection;
}

/**
 * The messages of a recording, with their recorded times and spacing. A message with an earlier time than the line
 * before it is due at once. Throws a Failure at a wrong line.
 */
export async function* replayedMessages(settings: ReplaySettings): AsyncGenerator<DueMessage> {
  const { open, isLooping = false, startMs, shiftToMs } = settings;
  const counts = new Map<string, number>();
  let round: Round = { firstMs: undefined, lastMs: 0, messages: 0, offsetMs: 0 };
  do {
    let isSilent = true;
    for await (const recorded of readRecording(open(), settings)) {
      round.firstMs ??= recorded.timeMs;
      round.lastMs = Math.max(round.lastMs, recorded.timeMs);
      round.messages++;
      if (!isSelected(recorded.topic, settings.selection)) continue;
      isSilent = false;
      const laterMs = shiftToMs === undefined ? 0 : shiftToMs - round.firstMs + round.offsetMs;
      yield {
        dueMs: (startMs ?? round.firstMs) + recorded.timeMs - round.firstMs + round.offsetMs,
        ...messageOf(laterBy(recorded, laterMs), settings, counts),
      };
    }
    // A loop without any message would never wait.
    if (isSilent) return;
    round = nextRound(round);
  } while (isLooping);
}

/** One time through a recording. Times are milliseconds. */
interface Round {
  firstMs: number | undefined;
  lastMs: number;
  messages: number;
  /** This round begins so much later than the first. */
  readonly offsetMs: number;
}

/** A loop goes on after the mean spacing of the messages; after a recording of one moment, after a second. */
function nextRound({ firstMs = 0, lastMs, messages, offsetMs }: Round): Round {
  const spanMs = lastMs - firstMs;
  const gapMs = spanMs === 0 ? 1000 : Math.max(1, Math.round(spanMs / (messages - 1)));
  return { firstMs: undefined, lastMs: 0, messages: 0, offsetMs: offsetMs + spanMs + gapMs };
}

function messageOf(
  recorded: Recorded,
  { format, topicOf, retain, qos }: MessageSettings,
  counts: Map<string, number>,
): Omit<DueMessage, 'dueMs'> {
  const content = contentOf(recorded, format, counts);
  return {
    topic: recorded.topic,
    retain: retain || recorded.retain === true,
    // Nobody acknowledges a message of MQTT-SN's QoS -1.
    qos: qos === -1 ? qos : (Math.max(qos, recorded.qos ?? 0) as Qos),
    ...content,
    ...(topicOf !== undefined && content.reading && translated(content.reading, format, topicOf)),
  };
}

/** A recorded reading in the topics and payloads of another program, whatever its recorded payload is. */
function translated(
  reading: NonNullable<DueMessage['reading']>,
  format: PayloadFormat,
  topicOf: (address: Address) => string,
): Pick<DueMessage, 'topic' | 'payload' | 'contentType' | 'format'> {
  const payload = format.encode({ ...reading, seq: reading.seq ?? 0 });
  return { topic: topicOf(reading.address), payload, contentType: format.contentType, format: format.name };
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
