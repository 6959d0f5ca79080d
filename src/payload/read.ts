import { type SensorKind, sensorType } from '../building/sensors.ts';
import { CborSimple, CborTag } from './cbor-reader.ts';
import { parsePayload, readDecimal } from './parse.ts';
import { fromEpochSeconds, readTime } from './time.ts';
import { toSensorUnit } from './units.ts';

export type Read = ReadReading | Unreadable;

export interface ReadReading {
  readonly kind: 'reading';
  /** Finite, in the sensor's own unit. */
  readonly value: number;
  /** The sensor's own unit. */
  readonly unit: string;
  /** Milliseconds since 1970; left out where the payload has no time that is certain. */
  readonly time?: number;
  readonly seq?: number;
  /** How it was written: `json`, `cbor`, or `number` for a bare number in text. */
  readonly format: string;
}

export interface Unreadable {
  readonly kind: 'unreadable';
  /** A few words about "it", the payload; safe to print. */
  readonly reason: string;
}

/**
 * Reads what any program may have sent for a sensor, without being told the format: an object with `value`, or
 * with the value under the sensor's own name in any letter case or English; a bare number. JSON and CBOR alike.
 * A unit of the same quantity is converted, any other makes it unreadable. Never throws, whatever the bytes.
 */
export function readPayload(bytes: Uint8Array, sensor: SensorKind): Read {
  const parsed = parsePayload(bytes);
  switch (parsed.kind) {
    case 'broken':
      return unreadable(parsed.reason);
    case 'number':
      return reading(sensor, { value: parsed.value }, 'number');
    case 'json':
    case 'cbor':
      return readValue(parsed.value, sensor, parsed.kind);
  }
}

function readValue(data: unknown, sensor: SensorKind, format: string): Read {
  const value = withoutSelfDescription(data);
  const number = readNumber(value);
  if (number !== undefined) return reading(sensor, { value: number }, format);
  if (Array.isArray(value)) return unreadable('it is an array');
  const fields = fieldsOf(value);
  return fields === undefined
    ? unreadable('it is not an object or a number')
    : readFields(fields, sensor, format);
}

/** CBOR may start with a tag that only says "this is CBOR" (RFC 8949 §3.4.6). */
function withoutSelfDescription(value: unknown): unknown {
  return value instanceof CborTag && value.tag === 55_799 ? value.content : value;
}

/** The fields of a JSON object or a CBOR map, by name in lower case; of two that differ in case the exact one. */
function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || isCborScalar(value)) return undefined;
  const fields = new Map<string, unknown>();
  for (const [key, field] of value instanceof Map ? value : Object.entries(value)) {
    if (typeof key !== 'string') continue;
    const name = key.toLowerCase();
    if (name === key || !fields.has(name)) fields.set(name, field);
  }
  return fields;
}

function isCborScalar(value: object): boolean {
  return value instanceof Uint8Array || value instanceof CborTag || value instanceof CborSimple;
}

function readFields(fields: ReadonlyMap<string, unknown>, sensor: SensorKind, format: string): Read {
  const key = ['value', ...sensorType(sensor).keys].find((name) => fields.has(name));
  if (key === undefined) return unreadable('it has no value');
  const value = readNumber(fields.get(key));
  if (value === undefined) return unreadable(`its ${key} is not a finite number`);
  const unit = fields.get('unit');
  const seq = fields.get('seq');
  return reading(
    sensor,
    {
      value,
      unit: typeof unit === 'string' && unit !== '' ? unit : undefined,
      time: readTimeField(fields.get('time') ?? fields.get('timestamp') ?? fields.get('ts')),
      seq: typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0 ? seq : undefined,
    },
    format,
  );
}

interface Measured {
  readonly value: number;
  readonly unit?: string | undefined;
  readonly time?: number | undefined;
  readonly seq?: number | undefined;
}

function reading(sensor: SensorKind, { value, unit, time, seq }: Measured, format: string): Read {
  const converted = unit === undefined ? value : toSensorUnit(sensor, value, unit);
  const type = sensorType(sensor);
  if (converted === undefined) return unreadable(`${printableUnit(unit)} is no unit of ${type.quantity}`);
  return {
    kind: 'reading',
    value: converted,
    unit: type.unit,
    ...(time === undefined ? {} : { time }),
    ...(seq === undefined ? {} : { seq }),
    format,
  };
}

/** Foreign text is repeated only where it is short and harmless. */
function printableUnit(unit = ''): string {
  return /^[\w%°µ/*^.[\]-]{1,16}$/.test(unit) ? unit : 'its unit';
}

/** A finite number: as it is, as text, or as CBOR's bignum or decimal fraction (RFC 8949 §3.4.3, §3.4.4). */
function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'string') return readDecimal(value.trim());
  if (!(value instanceof CborTag)) return undefined;
  const { tag, content } = value;
  if ((tag === 2 || tag === 3) && content instanceof Uint8Array) return readBignum(content, tag === 3);
  if (tag === 4 && Array.isArray(content)) return readDecimalFraction(content);
  return undefined;
}

function readBignum(bytes: Uint8Array, negative: boolean): number | undefined {
  if (bytes.length > 128) return undefined;
  const magnitude = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const value = negative ? -1 - magnitude : magnitude;
  return Number.isFinite(value) ? value : undefined;
}

function readDecimalFraction([exponent, mantissa]: readonly unknown[]): number | undefined {
  if (!Number.isSafeInteger(exponent) || !Number.isSafeInteger(mantissa)) return undefined;
  const value = Number(`${mantissa}e${exponent}`);
  return Number.isFinite(value) ? value : undefined;
}

/** CBOR's dates: tag 0 is RFC 3339 text, tag 1 seconds since 1970 (RFC 8949 §3.4.1, §3.4.2). */
function readTimeField(time: unknown): number | undefined {
  if (!(time instanceof CborTag)) return readTime(time);
  if (time.tag === 0) return readTime(time.content);
  return time.tag === 1 && typeof time.content === 'number' ? fromEpochSeconds(time.content) : undefined;
}

function unreadable(reason: string): Unreadable {
  return { kind: 'unreadable', reason };
}
