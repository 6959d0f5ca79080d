import { isoTime, readTime } from '../../building/time.ts';
import { parseTopic } from '../../building/topic.ts';
import { findFormat } from '../../payload/formats.ts';
import { decodeText } from '../../payload/parse.ts';
import { readPayload } from '../../payload/read.ts';
import type { Recorded } from '../../replay/recorded.ts';

/**
 * A recorded message with its reading so many milliseconds later. The payloads of our own formats are written anew; in any
 * other JSON the time is replaced where it stands; all else keeps its bytes.
 */
export function laterBy(recorded: Recorded, ms: number): Recorded {
  if (ms === 0) return recorded;
  const timeMs = recorded.timeMs + ms;
  if (recorded.kind === 'reading') {
    const { reading } = recorded;
    return { ...recorded, timeMs, reading: { ...reading, timeMs: reading.timeMs + ms } };
  }
  return {
    ...recorded,
    timeMs,
    payload: ownLater(recorded.topic, recorded.payload, ms) ?? jsonLater(recorded.payload, ms),
  };
}

/** The payload of a reading in one of our formats; undefined if that format would not write the very same bytes. */
function ownLater(topic: string, payload: Uint8Array, ms: number): Uint8Array | undefined {
  const address = parseTopic(topic)?.address;
  const read = address && readPayload(payload, address.sensor);
  if (address === undefined || read?.kind !== 'reading' || read.timeMs === undefined) return undefined;
  const format = findFormat(read.format);
  const reading = { address, value: read.value, timeMs: read.timeMs, seq: read.seq ?? 0 };
  if (format === undefined || Buffer.compare(format.encode(reading), payload) !== 0) return undefined;
  return format.encode({ ...reading, timeMs: reading.timeMs + ms });
}

/** A time under the keys where payloads have theirs. */
const TIME_FIELD = /("(?:time|timestamp|ts)"\s*:\s*)("[^"\\]{1,64}"|\d[\d.]{8,24})/gi;

function jsonLater(payload: Uint8Array, ms: number): Uint8Array {
  const text = decodeText(payload);
  if (text === undefined || !/^\s*[[{]/.test(text)) return payload;
  const later = text.replace(TIME_FIELD, (field: string, key: string, time: string) => {
    const moved = time.startsWith('"') ? textLater(time.slice(1, -1), ms) : numberLater(time, ms);
    return moved === undefined ? field : key + moved;
  });
  return later === text ? payload : Buffer.from(later);
}

function textLater(time: string, ms: number): string | undefined {
  const timeMs = readTime(time);
  if (timeMs === undefined) return localLater(time, ms);
  return /^\d+$/.test(time) ? `"${numberLater(time, ms)}"` : `"${isoTime(timeMs + ms)}"`;
}

/** A time without a zone, as Tasmota writes it: the same notation, later. */
const LOCAL = /^\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d(\.\d{1,3})?$/;

function localLater(time: string, ms: number): string | undefined {
  const [, separator, fraction = ''] = LOCAL.exec(time) ?? [];
  const timeMs = separator === undefined ? undefined : readTime(`${time}Z`);
  if (separator === undefined || timeMs === undefined) return undefined;
  const later = isoTime(timeMs + ms).replace('T', separator);
  return `"${later.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length + fraction.length)}"`;
}

/** A number of seconds, milliseconds, microseconds or nanoseconds since 1970, as it was; undefined for any other. */
function numberLater(time: string, ms: number): string | undefined {
  const timeMs = readTime(Number(time));
  if (timeMs === undefined) return undefined;
  const [whole = '', fraction] = time.split('.');
  const perMs = 10 ** (3 * (Math.round((whole.length - 10) / 3) - 1));
  if (perMs >= 1) return `${BigInt(whole) + BigInt(Math.round(ms * perMs))}`;
  const seconds = (timeMs + ms) / 1000;
  return fraction === undefined ? String(Math.round(seconds)) : String(seconds);
}
