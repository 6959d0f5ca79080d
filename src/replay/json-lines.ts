import { sensorType } from '../building/sensors.ts';
import { parseTopic } from '../building/topic.ts';
import { toSensorUnit, UNIT_KEYS } from '../building/units.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import { isMissing } from './cell.ts';
import { hexBytes } from './encoded-bytes.ts';
import { quoted, RecordingFault } from './fault.ts';
import type { ColumnRole, RecordingLayout } from './layout.ts';
import type { Recorded, RecordedReading } from './recorded.ts';
import { recordedTopic } from './recorded-topic.ts';
import { createLineReader, type Line, type RowReader } from './rows.ts';
import type { TimeReader } from './time-reader.ts';

export interface JsonLinesSettings extends RecordingLayout {
  readonly readTime: TimeReader;
  /** Called for each line without a value. */
  readonly onPassedOver: () => void;
}

/** Reads the JSON lines of `watch`, `publish` and mosquitto_sub. Iteration throws RecordingFault. */
export function createJsonLinesReader(settings: JsonLinesSettings): RowReader<Recorded> {
  const lines = createLineReader();
  function* records(some: Iterable<Line>): Generator<Recorded> {
    for (const { line, text } of some) {
      const object = withOurKeys(parseObject(line, text), settings);
      if (isMissingValue(object, settings)) settings.onPassedOver();
      else yield toRecorded(object, line, settings);
    }
  }
  return { push: (text) => records(lines.push(text)), end: () => records(lines.end()) };
}

/** The keys of mosquitto_sub's `%j` and of other programs. */
const OTHER_KEYS: Readonly<Partial<Record<ColumnRole, readonly string[]>>> = {
  time: ['tst', 'timestamp', 'ts'],
};

/** The object under our keys: those that the user named, then those that other programs use. */
function withOurKeys(object: JsonObject, { columns }: RecordingLayout): JsonObject {
  if (columns === undefined && object.time !== undefined) return object;
  const named = [...(columns ?? [])].map(([role, [key = '']]) => [role, object[key]]);
  const known = Object.entries(OTHER_KEYS).map(([role, keys]) => [
    role,
    object[role] ?? keys.map((key) => object[key]).find((field) => field !== undefined),
  ]);
  return Object.fromEntries([...Object.entries(object), ...known, ...named]);
}

/** True for a line without a payload with null or a word such as `NaN` for its value: it is no reading. */
function isMissingValue(
  { value, payload, payload_hex: hex }: JsonObject,
  { missing }: RecordingLayout,
): boolean {
  if (payload !== undefined || hex !== undefined) return false;
  const isWord = typeof value === 'string' || typeof value === 'number';
  return value === null || (isWord && isMissing({ text: String(value) }, missing));
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

function toRecorded(object: JsonObject, line: number, { readTime, series }: JsonLinesSettings): Recorded {
  const { type = 'message', retain, qos } = object;
  if (type !== 'reading' && type !== 'message') {
    throw new RecordingFault({ line }, `its type ${quoted(String(type))} is neither 'reading' nor 'message'`);
  }
  if (typeof object.topic !== 'string') throw new RecordingFault({ line }, "'topic' is missing");
  const topic = recordedTopic(object.topic, line, series);

  // A late or retained message has an own time older than the time of its receipt.
  const ownMs = timeOf(object.time, readTime);
  const timeMs = object.received === undefined ? ownMs : timeOf(object.received, readTime);
  if (timeMs === undefined)
    throw new RecordingFault({ line }, "'time' is missing or no time such as 2026-01-05T08:00:00Z");
  const place = { line, timeMs, topic, qos: qosOf(qos), retain: flagOf(retain) };
  const payload = payloadOf(object, line);
  if (payload !== undefined) return { kind: 'message', ...place, payload };
  const reading = readingOf(object, topic, line, ownMs);
  if (reading === undefined)
    throw new RecordingFault({ line }, "it has neither 'payload' nor a sensor's 'value'");
  return { kind: 'reading', ...place, reading };
}

function timeOf(time: unknown, readTime: TimeReader): number | undefined {
  return typeof time === 'string' || typeof time === 'number' ? readTime(String(time)) : undefined;
}

/** mosquitto_sub writes 0 and 1. */
function flagOf(field: unknown): boolean | undefined {
  return typeof field === 'boolean' ? field : field === 1 || (field === 0 ? false : undefined);
}

function qosOf(field: unknown): Qos | undefined {
  return field === 0 || field === 1 || field === 2 ? field : undefined;
}

function payloadOf(object: JsonObject, line: number): Uint8Array | undefined {
  const { payload, payload_hex: hex, payloadlen: length } = object;
  if (payload !== undefined && typeof length === 'number') return ofMosquitto(payload, length);
  if (typeof payload === 'string' && payload.isWellFormed()) return Buffer.from(payload);
  if (payload !== undefined) throw new RecordingFault({ line }, "'payload' is not a text");
  if (hex === undefined) return undefined;
  const bytes = typeof hex === 'string' ? hexBytes(hex) : undefined;
  if (bytes === undefined) throw new RecordingFault({ line }, "'payload_hex' is not in hexadecimal");
  return bytes;
}

/**
 * A payload as mosquitto_sub wrote it: a text with `%j`, JSON with `%J`. The length tells the text `on` from the JSON
 * `"on"`.
 */
function ofMosquitto(payload: unknown, length: number): Uint8Array {
  // It writes `null` for no payload, too.
  if (length === 0) return new Uint8Array();
  const json = Buffer.from(JSON.stringify(payload));
  if (typeof payload !== 'string') return json;
  const text = Buffer.from(payload);
  return text.length !== length && json.length === length ? json : text;
}

/** The reading of a line without a payload. */
function readingOf(
  object: JsonObject,
  topic: string,
  line: number,
  readingTime: number | undefined,
): RecordedReading['reading'] | undefined {
  const { value, seq } = object;
  const address = parseTopic(topic)?.address;
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
