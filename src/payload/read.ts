import { byKind, isSensorKind, type SensorKind, sensorType } from '../building/sensors.ts';
import { UNIT_KEYS } from '../building/units.ts';
import { CborSimple, CborTag } from './cbor-reader.ts';
import type { DecodedPayload } from './decoded.ts';
import { decodedReading, readLoose, readTimeField, TIME_KEYS, unreadablePayload } from './decoding.ts';
import { findValues, type LowerFields } from './find-value.ts';
import { readMeasured, readNamedText, readSwitch } from './measured-text.ts';
import { noNumberWords, noValueWords } from './missing-value.ts';
import { parsePayload } from './parse.ts';
import { readPlain } from './plain.ts';
import { senmlFields } from './senml-label.ts';
import { readPack } from './senml-read.ts';

/**
 * Reads a sensor's payload from any program, in JSON or CBOR: an object with `value`, or with the value under the
 * sensor's own name in any letter case or English; a SenML pack; a bare number. A unit of the same quantity is
 * converted, any other makes the payload unreadable. Never throws. `receivedAt` (milliseconds since 1970) turns SenML's
 * relative times into absolute ones.
 */
export function readPayload(bytes: Uint8Array, sensor: SensorKind, receivedAt?: number): DecodedPayload {
  return readPlain(bytes, sensor) ?? readAnyPayload(bytes, sensor, receivedAt);
}

function readAnyPayload(
  bytes: Uint8Array,
  sensor: SensorKind,
  receivedAt: number | undefined,
): DecodedPayload {
  const parsed = parsePayload(bytes);
  switch (parsed.kind) {
    case 'broken':
      return (
        (parsed.text === undefined ? undefined : readText(parsed.text, sensor)) ??
        unreadablePayload(parsed.reason)
      );
    case 'number':
      return decodedReading(sensor, { value: parsed.value }, 'number');
    case 'json':
    case 'cbor':
      return readValue(parsed.value, { sensor, receivedAt, format: parsed.kind });
  }
}

/** A number with its unit, or a name and a number; undefined for any other text. */
function readText(text: string, sensor: SensorKind): DecodedPayload | undefined {
  const measured = readMeasured(text) ?? readSwitch(text, sensor) ?? readNamedText(text, sensor);
  return measured && decodedReading(sensor, measured, 'text');
}

interface DecodeContext {
  readonly sensor: SensorKind;
  readonly receivedAt: number | undefined;
  readonly format: 'json' | 'cbor';
}

function readValue(data: unknown, context: DecodeContext): DecodedPayload {
  const value = withoutSelfDescription(data);
  const { sensor, format } = context;
  const measured = readLoose(value, sensor);
  if (measured !== undefined) return decodedReading(sensor, measured, format);
  if (Array.isArray(value)) return readArray(value, context);
  const exact = exactFields(value);
  if (exact !== undefined) return readField(exact.get('value'), 'value', { beside: exact }, context);
  const map = mapOf(value);
  if (map === undefined) return unreadablePayload('it is not an object or a number');
  const pack = loosePack(map);
  if (pack !== undefined) return readArray(pack, context);
  return readFields(lowerCased(map), context);
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
  if (pack.length === 0 || pack.length < items.length) return unreadablePayload('it is an array');
  const measured = readPack(pack, sensor, receivedAt);
  return 'reason' in measured
    ? unreadablePayload(measured.reason)
    : decodedReading(sensor, measured, `senml-${format}`);
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
  return { get: (name) => record[name] };
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

/** The one value of the sensor in an object, wherever it stands. */
function readFields(fields: LowerFields, context: DecodeContext): DecodedPayload {
  const { sensor } = context;
  const plain = fields.get('value');
  if (plain !== undefined && mapOf(plain) === undefined)
    return readField(plain, 'value', { beside: fields }, context);
  const found = findValues(fields, sensor, (value) => {
    const map = mapOf(value);
    return map && lowerCased(map);
  });
  const [only, second] = found;
  if (only === undefined)
    return unreadablePayload(noValueWords(fields, ['value', ...sensorType(sensor).keys, 'valor']));
  if (second !== undefined)
    return unreadablePayload(
      `it has ${found.length} values of ${sensorType(sensor).quantity}: --value-path names one`,
    );
  return readField(only.field, only.path, { ...only, top: fields }, context);
}

interface Surroundings {
  /** The object with the value. */
  readonly beside: Fields;
  /** The outermost object, for what the value's own does not say. */
  readonly top?: Fields;
  /** The unit in the value's key. */
  readonly unit?: string | undefined;
}

function readField(
  field: unknown,
  path: string,
  { beside, top = beside, unit: keyUnit }: Surroundings,
  { sensor, format }: DecodeContext,
): DecodedPayload {
  const measured = readLoose(field, sensor);
  if (measured === undefined) return unreadablePayload(noNumberWords(printableKey(path), field));
  const other = kindNamed(beside.get('sensor'));
  if (other !== undefined && other !== sensor)
    return unreadablePayload(`it is of ${other}, and its topic says ${sensor}`);
  const unit = firstOf(beside, top, UNIT_NAMES[sensor]);
  const seq = top.get('seq');
  return decodedReading(
    sensor,
    {
      value: measured.value,
      unit: measured.unit ?? (typeof unit === 'string' && unit !== '' ? unit : keyUnit),
      timeMs: readTimeField(firstOf(beside, top, TIME_KEYS)),
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

/** `unit`, and Tasmota's `TempUnit`. */
const UNIT_NAMES = byKind(({ keys }): readonly string[] => [
  ...UNIT_KEYS,
  ...keys.flatMap((key) => [`${key}unit`, `${key}_unit`]),
]);

/** The first of these fields with a value, beside the sensor's value or in the outermost object. */
function firstOf(beside: Fields, top: Fields, names: readonly string[]): unknown {
  for (const name of names) {
    const field = beside.get(name) ?? (top === beside ? undefined : top.get(name));
    if (field !== undefined && field !== null) return field;
  }
  return undefined;
}

/** A path of keys in words. Foreign text is repeated only if it is short and harmless. */
function printableKey(path: string): string {
  return /^[\p{L}\p{N}_. -]{1,40}$/u.test(path) ? path : 'value';
}
