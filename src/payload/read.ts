import { isSensorKind, type SensorKind, sensorType } from '../building/sensors.ts';
import { fromEpochSeconds, readTime } from '../building/time.ts';
import { toSensorUnit, UNIT_KEYS } from '../building/units.ts';
import { CborSimple, CborTag } from './cbor-reader.ts';
import type { DecodedPayload, UnreadablePayload } from './decoded.ts';
import { noNumberWords, noValueWords } from './missing-value.ts';
import { numberIn, readDecimal } from './number.ts';
import { parsePayload } from './parse.ts';
import { readPlainJson } from './plain-json.ts';
import { senmlFields } from './senml-label.ts';
import { readPack } from './senml-read.ts';

/**
 * Reads a sensor's payload from any program, in JSON or CBOR: an object with `value`, or with the value under the
 * sensor's own name in any letter case or English; a SenML pack; a bare number. A unit of the same quantity is
 * converted, any other makes the payload unreadable. Never throws. `receivedAt` (milliseconds since 1970) turns SenML's
 * relative times into absolute ones.
 */
export function readPayload(bytes: Uint8Array, sensor: SensorKind, receivedAt?: number): DecodedPayload {
  return readPlainJson(bytes, sensor) ?? readAnyPayload(bytes, sensor, receivedAt);
}

function readAnyPayload(
  bytes: Uint8Array,
  sensor: SensorKind,
  receivedAt: number | undefined,
): DecodedPayload {
  const parsed = parsePayload(bytes);
  switch (parsed.kind) {
    case 'broken':
      return unreadable(parsed.reason);
    case 'number':
      return reading(sensor, { value: parsed.value }, 'number');
    case 'json':
    case 'cbor':
      return readValue(parsed.value, { sensor, receivedAt, format: parsed.kind });
  }
}

interface DecodeContext {
  readonly sensor: SensorKind;
  readonly receivedAt: number | undefined;
  readonly format: 'json' | 'cbor';
}

function readValue(data: unknown, context: DecodeContext): DecodedPayload {
  const value = withoutSelfDescription(data);
  const { sensor, format } = context;
  const number = readLooseNumber(value);
  if (number !== undefined) return reading(sensor, { value: number }, format);
  if (Array.isArray(value)) return readArray(value, context);
  const exact = exactFields(value);
  if (exact !== undefined) return readFields(exact, sensor, format);
  const map = mapOf(value);
  if (map === undefined) return unreadable('it is not an object or a number');
  const pack = loosePack(map);
  if (pack !== undefined) return readArray(pack, context);
  return readFields(lowerCased(map), sensor, format);
}

/**
 * The records of SenML without its array: a single record, or the base fields and entries of its drafts and of OMA LwM2M,
 * `{"bn":…,"e":[…]}`. Undefined for any other object.
 */
function loosePack(map: ReadonlyMap<unknown, unknown>): readonly unknown[] | undefined {
  if (map.has('value')) return undefined;
  const { e, ...base } = Object.fromEntries(senmlFields(map));
  if (Array.isArray(e)) return [new Map(Object.entries(base)), ...e];
  const isRecord = base.v !== undefined && (base.n !== undefined || base.bn !== undefined);
  return isRecord ? [map] : undefined;
}

function readArray(items: readonly unknown[], { sensor, receivedAt, format }: DecodeContext): DecodedPayload {
  const pack = items.map(mapOf).filter((record) => record !== undefined);
  if (pack.length === 0 || pack.length < items.length) return unreadable('it is an array');
  const measured = readPack(pack, sensor, receivedAt);
  return 'reason' in measured ? unreadable(measured.reason) : reading(sensor, measured, `senml-${format}`);
}

/** Without the tag that says "this is CBOR" (RFC 8949 §3.4.6). */
function withoutSelfDescription(value: unknown): unknown {
  return value instanceof CborTag && value.tag === 55_799 ? value.content : value;
}

/** A JSON object or CBOR map. */
function mapOf(value: unknown): ReadonlyMap<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isCborScalar(value))
    return undefined;
  return new Map(Object.entries(value));
}

interface Fields {
  get(name: string): unknown;
  has(name: string): boolean;
  keys(): Iterable<string>;
}

/**
 * The fields of a payload with all four of ours under their exact names. Further fields can't change the reading, so
 * nobody looks at them.
 */
function exactFields(value: unknown): Fields | undefined {
  if (value instanceof Map) return EXACT.every((name) => value.has(name)) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Readonly<Record<string, unknown>>;
  for (const name of EXACT) if (record[name] === undefined || record[name] === null) return undefined;
  return {
    get: (name) => record[name],
    has: (name) => Object.hasOwn(record, name),
    keys: () => Object.keys(record),
  };
}

const EXACT = ['value', 'unit', 'time', 'seq'] as const;

/** Fields by name in lower case. Of two names that differ in case only, the lower-case one counts. */
function lowerCased(map: ReadonlyMap<unknown, unknown>): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [key, field] of map) {
    if (typeof key !== 'string') continue;
    const name = key.toLowerCase();
    if (name === key || !fields.has(name)) fields.set(name, field);
  }
  return fields;
}

function isCborScalar(value: object): boolean {
  return value instanceof Uint8Array || value instanceof CborTag || value instanceof CborSimple;
}

function readFields(fields: Fields, sensor: SensorKind, format: string): DecodedPayload {
  const keys = ['value', ...sensorType(sensor).keys, 'valor'];
  const key = keys.find((name) => fields.has(name));
  if (key === undefined) return unreadable(noValueWords(fields, keys));
  const value = readLooseNumber(fields.get(key));
  if (value === undefined) return unreadable(noNumberWords(key, fields.get(key)));
  const other = kindNamed(fields.get('sensor'));
  if (other !== undefined && other !== sensor)
    return unreadable(`it is of ${other}, and its topic says ${sensor}`);
  const unit = UNIT_KEYS.map((name) => fields.get(name)).find((field) => field !== undefined);
  const seq = fields.get('seq');
  return reading(
    sensor,
    {
      value,
      unit: typeof unit === 'string' && unit !== '' ? unit : undefined,
      timeMs: readTimeField(fields.get('time') ?? fields.get('timestamp') ?? fields.get('ts')),
      seq: typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0 ? seq : undefined,
    },
    format,
  );
}

/** The kind in a payload's `sensor`. Programs write other things there, too, such as a name of their own. */
function kindNamed(sensor: unknown): SensorKind | undefined {
  const name = typeof sensor === 'string' ? sensor.toUpperCase() : '';
  return isSensorKind(name) ? name : undefined;
}

interface Measured {
  readonly value: number;
  readonly unit?: string | undefined;
  readonly timeMs?: number | undefined;
  readonly seq?: number | undefined;
}

function reading(sensor: SensorKind, { value, unit, timeMs, seq }: Measured, format: string): DecodedPayload {
  const converted = unit === undefined ? value : toSensorUnit(sensor, value, unit);
  const type = sensorType(sensor);
  if (converted === undefined) return unreadable(`${printableUnit(unit)} is not a unit of ${type.quantity}`);
  return {
    kind: 'reading',
    value: converted,
    unit: type.unit,
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(seq === undefined ? {} : { seq }),
    format,
  };
}

/** The unit in words. Foreign text is repeated only if it is short and harmless. */
function printableUnit(unit = ''): string {
  return /^[\w%°µ/*^.[\]-]{1,16}$/.test(unit) ? unit : 'its unit';
}

/** A number, also one in a text. */
function readLooseNumber(value: unknown): number | undefined {
  return typeof value === 'string' ? readDecimal(value.trim()) : numberIn(value);
}

/** CBOR's dates: tag 0 is RFC 3339 text, tag 1 seconds since 1970 (RFC 8949 §3.4.1, §3.4.2). */
function readTimeField(time: unknown): number | undefined {
  if (!(time instanceof CborTag)) return readTime(time);
  if (time.tag === 0) return readTime(time.content);
  return time.tag === 1 && typeof time.content === 'number' ? fromEpochSeconds(time.content) : undefined;
}

function unreadable(reason: string): UnreadablePayload {
  return { kind: 'unreadable', reason };
}
