import { numberIn } from './number.ts';
import { senmlFields } from './senml-label.ts';
import { isSenmlName } from './senml-name.ts';

/** A record with all base fields worked in (RFC 8428 §4.6). */
export interface SenmlRecord {
  readonly name: string;
  readonly unit?: string;
  /** Seconds: since 1970 from 2^28 on, relative to now below (RFC 8428 §4.5.3). */
  readonly time: number;
  /** A number (v), text (vs), boolean (vb) or data (vd: bytes, in JSON base64url text); undefined for a mere sum. */
  readonly value: unknown;
  readonly sum?: number;
  /** The next reading comes within this many seconds. */
  readonly updateTime?: number;
}

/** The pack breaks RFC 8428. The message is fixed text. */
export class SenmlError extends Error {
  override readonly name = 'SenmlError';
}

/**
 * Resolves a SenML pack, from JSON or CBOR, into records in the pack's order. Throws SenmlError for the RFC's errors: a
 * name of other characters, a field of a wrong type, several values in a record, an unknown version, and an unknown
 * label that must be understood (its last character is `_`).
 */
export function resolvePack(pack: readonly ReadonlyMap<unknown, unknown>[]): SenmlRecord[] {
  let base: Base = {};
  const records: SenmlRecord[] = [];
  for (const record of pack) {
    const fields = checkedFields(record);
    base = updateBase(base, fields);
    if (carriesValue(fields, base)) records.push(resolve(base, fields));
  }
  return records;
}

/** The base fields in force from a record on. */
interface Base {
  readonly name?: string;
  readonly time?: number;
  readonly unit?: string;
  readonly value?: number;
  readonly sum?: number;
}

type Fields = ReadonlyMap<string, unknown>;

/** 10 is RFC 8428. RFC 9100 adds 16 for its secondary units; at worst such a unit is foreign to us. */
const VERSIONS: readonly number[] = [10, 26];

function checkedFields(record: ReadonlyMap<unknown, unknown>): Fields {
  const fields = senmlFields(record);
  for (const label of fields.keys()) {
    if (label.endsWith('_')) throw new SenmlError('it has a label that must be understood and is not');
  }
  const version = number(fields, 'bver') ?? 10;
  if (version > 10 && !VERSIONS.includes(version)) throw new SenmlError('its version is not understood');
  return fields;
}

function updateBase(base: Base, fields: Fields): Base {
  const update = {
    name: text(fields, 'bn'),
    time: number(fields, 'bt'),
    unit: text(fields, 'bu'),
    value: number(fields, 'bv'),
    sum: number(fields, 'bs'),
  };
  return { ...base, ...defined(update) };
}

const VALUE_LABELS = ['v', 'vs', 'vb', 'vd'] as const;

/** A record may have base fields alone. */
function carriesValue(fields: Fields, base: Base): boolean {
  const values = VALUE_LABELS.filter((label) => fields.has(label)).length;
  if (values > 1) throw new SenmlError('a record has several values');
  return values === 1 || fields.has('s') || (base.value !== undefined && !isOnlyBase(fields));
}

function isOnlyBase(fields: Fields): boolean {
  return [...fields.keys()].every((label) => label.startsWith('b'));
}

function resolve(base: Base, fields: Fields): SenmlRecord {
  const name = (base.name ?? '') + (text(fields, 'n') ?? '');
  if (!isSenmlName(name)) throw new SenmlError('a record has no proper name');
  const sum = number(fields, 's');
  const optional = {
    unit: text(fields, 'u') ?? base.unit,
    sum: sum === undefined && base.sum === undefined ? undefined : (base.sum ?? 0) + (sum ?? 0),
    updateTime: number(fields, 'ut'),
  };
  const time = (base.time ?? 0) + (number(fields, 't') ?? 0);
  return { name, time, value: recordValue(base, fields), ...defined(optional) };
}

function recordValue(base: Base, fields: Fields): unknown {
  if (fields.has('vs')) return text(fields, 'vs');
  if (fields.has('vb')) return typed(fields, 'vb', fields.get('vb') === true || fields.get('vb') === false);
  if (fields.has('vd')) return typed(fields, 'vd', isData(fields.get('vd')));
  const value = number(fields, 'v');
  return value === undefined && base.value === undefined ? undefined : (base.value ?? 0) + (value ?? 0);
}

function isData(value: unknown): boolean {
  return value instanceof Uint8Array || (typeof value === 'string' && /^[\w-]*$/.test(value));
}

function text(fields: Fields, label: string): string | undefined {
  const value = fields.get(label);
  return value === undefined || typeof value === 'string' ? value : wrongType();
}

function number(fields: Fields, label: string): number | undefined {
  return fields.has(label) ? (numberIn(fields.get(label)) ?? wrongType()) : undefined;
}

function typed(fields: Fields, label: string, right: boolean): unknown {
  return right ? fields.get(label) : wrongType();
}

function wrongType(): never {
  throw new SenmlError('a field is of the wrong type');
}

/** The object without its undefined properties. */
function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
