import { sensorType } from '../building/sensors.ts';
import { readRecordedTime } from '../building/time.ts';
import { parseTopic } from '../building/topic.ts';
import { toSensorUnit, UNIT_KEYS } from '../building/units.ts';
import { topicNameFault } from '../mqtt-protocol/topic.ts';
import { isMissing } from './cell.ts';
import { quoted, RecordingFault } from './fault.ts';
import { hexBytes } from './hex.ts';
import type { Recorded, RecordedReading } from './recorded.ts';
import { createLineReader, type Line, type RowReader } from './rows.ts';

/** Reads the JSON lines of `watch` and `publish`. Iteration throws RecordingFault. */
export function createJsonLinesReader(): RowReader<Recorded> {
  const lines = createLineReader();
  return { push: (text) => records(lines.push(text)), end: () => records(lines.end()) };
}

function* records(lines: Iterable<Line>): Generator<Recorded> {
  for (const { line, text } of lines) {
    const object = parseObject(line, text);
    if (!isMissingValue(object)) yield toRecorded(object, line);
  }
}

/** True for a line without a payload with null or a word such as `NaN` for its value: it is no reading. */
function isMissingValue({ value, payload, payload_hex: hex }: JsonObject): boolean {
  if (payload !== undefined || hex !== undefined) return false;
  return value === null || (typeof value === 'string' && isMissing({ text: value, line: 0, column: 0 }));
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseObject(line: number, text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch (error) {
    throw new RecordingFault({ line, column: brokenAt(text, error) }, 'its JSON is broken', { cause: error });
  }
  throw new RecordingFault({ line }, 'it is not a JSON object');
}

/** The column from V8's message, or else of the first character outside any JSON token, or the end of a short text. */
function brokenAt(text: string, error: unknown): number | undefined {
  const message = error instanceof Error ? error.message : '';
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position) + 1;
  if (message.startsWith('Unexpected end')) return text.length + 1;
  const tokens = /(?:\s|"[^"\\]*(?:\\.[^"\\]*)*"|[-+.\deE]+|true|false|null|[{}[\],:])*/y;
  const { length } = tokens.exec(text.slice(0, 10_000))?.[0] ?? '';
  return length < Math.min(text.length, 10_000) ? length + 1 : undefined;
}

function toRecorded(object: JsonObject, line: number): Recorded {
  const { type = 'message', topic, retain } = object;
  if (type !== 'reading' && type !== 'message') {
    throw new RecordingFault({ line }, `its type ${quoted(String(type))} is neither 'reading' nor 'message'`);
  }
  if (typeof topic !== 'string') throw new RecordingFault({ line }, "'topic' is missing");
  const problem = topicNameFault(topic);
  if (problem !== undefined)
    throw new RecordingFault({ line }, `${quoted(topic)} is not a topic: ${problem}`);

  // A late or retained message has an own time older than the time of its receipt.
  const timeMs = readRecordedTime(object.received ?? object.time);
  if (timeMs === undefined)
    throw new RecordingFault({ line }, "'time' is missing or no time such as 2026-01-05T08:00:00Z");
  const place = { line, timeMs, topic, retain: typeof retain === 'boolean' ? retain : undefined };
  const payload = payloadOf(object, line);
  if (payload !== undefined) return { kind: 'message', ...place, payload };
  const reading = readingOf(object, topic, line);
  if (reading === undefined)
    throw new RecordingFault({ line }, "it has neither 'payload' nor a sensor's 'value'");
  return { kind: 'reading', ...place, reading };
}

function payloadOf({ payload, payload_hex: hex }: JsonObject, line: number): Uint8Array | undefined {
  if (typeof payload === 'string' && payload.isWellFormed()) return Buffer.from(payload);
  if (payload !== undefined) throw new RecordingFault({ line }, "'payload' is not a text");
  if (hex === undefined) return undefined;
  const bytes = typeof hex === 'string' ? hexBytes(hex) : undefined;
  if (bytes === undefined) throw new RecordingFault({ line }, "'payload_hex' is not in hexadecimal");
  return bytes;
}

/** The reading of a line without a payload. */
function readingOf(object: JsonObject, topic: string, line: number): RecordedReading['reading'] | undefined {
  const { value, time, seq } = object;
  const address = parseTopic(topic)?.address;
  const readingTime = readRecordedTime(time);
  if (address === undefined || readingTime === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const counted = typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0 ? { seq } : {};
  const unit = UNIT_KEYS.map((name) => object[name]).find((text) => typeof text === 'string');
  const own = typeof unit === 'string' && unit !== '' ? toSensorUnit(address.sensor, value, unit) : value;
  if (own === undefined)
    throw new RecordingFault(
      { line },
      `${quoted(String(unit))} is not a unit of ${sensorType(address.sensor).quantity}`,
    );
  return { address, value: own, timeMs: readingTime, ...counted };
}
