import { bareKeys, unitOfKey } from '../building/sensor-keys.ts';
import type { SensorKind } from '../building/sensors.ts';

/** Fields by name in lower case. */
export type LowerFields = ReadonlyMap<string, unknown>;

/** The value of a sensor in an object, before it is read. */
export interface FoundValue {
  /** The place in the object, such as `DS18B20.temperature`. */
  readonly path: string;
  readonly field: unknown;
  /** The unit in the key; undefined if the key names none. */
  readonly unit: string | undefined;
  /** The object with the value, for its unit and time. */
  readonly beside: LowerFields;
}

/** Keys of a value that name no quantity. */
const VALUE_KEYS = ['value', 'valor', 'val', 'reading', 'lectura', 'measurement', 'medida'];

/** Names of objects around the value that say nothing about the value. */
const WRAPPERS = new Set([
  'data',
  'values',
  'fields',
  'payload',
  'state',
  'params',
  'd',
  'e',
  'object',
  'telemetry',
  ...VALUE_KEYS,
]);

/** An object may nest so deep, and have so many objects inside. */
const MAX_DEPTH = 4;
const MAX_OBJECTS = 100;

/**
 * Finds the sensor's value: under `value`; under a key of its quantity, one with a unit before one without; under another
 * word for a value; or in the objects inside. Several objects with a value each are no answer: all of them are listed.
 */
export function findValues(
  fields: LowerFields,
  sensor: SensorKind,
  fieldsOf: FieldsOf,
): readonly FoundValue[] {
  const budget = { objects: MAX_OBJECTS };
  return find({ fields, path: '', isAboutSensor: true, depth: 0 });

  function find({ fields: own, path, isAboutSensor, depth }: Place): readonly FoundValue[] {
    const found = ownValue(own, sensor, isAboutSensor, (field) => fieldsOf(field) === undefined);
    if (found.length > 0) return found.map((each) => ({ ...each, path: path + each.path }));
    if (depth === MAX_DEPTH) return [];
    const inside: FoundValue[] = [];
    for (const [name, field] of own) {
      if (Array.isArray(field)) inside.push(...inItems(field, `${path}${name}`, depth));
      const nested = fieldsOf(field);
      if (nested === undefined || budget.objects-- <= 0) continue;
      const isAbout = WRAPPERS.has(name)
        ? nameIn(nested, sensor) !== false
        : unitOfKey(sensor, name) !== undefined;
      inside.push(
        ...find({ fields: nested, path: `${path}${name}.`, isAboutSensor: isAbout, depth: depth + 1 }),
      );
    }
    return inside;
  }

  /** Items of an array are read if they name the sensor: `[{"type":"temperature","value":20}]`. */
  function inItems(items: readonly unknown[], path: string, depth: number): readonly FoundValue[] {
    return items.slice(0, MAX_OBJECTS).flatMap((item, i) => {
      const nested = fieldsOf(item);
      if (nested === undefined || budget.objects-- <= 0 || nameIn(nested, sensor) !== true) return [];
      return find({ fields: nested, path: `${path}[${i}].`, isAboutSensor: true, depth: depth + 1 });
    });
  }
}

/** The fields of an object or map; undefined for any other value. */
export type FieldsOf = (value: unknown) => LowerFields | undefined;

interface Place {
  readonly fields: LowerFields;
  readonly path: string;
  /** A plain `value` here is the sensor's: nothing around it names another quantity. */
  readonly isAboutSensor: boolean;
  readonly depth: number;
}

function ownValue(
  fields: LowerFields,
  sensor: SensorKind,
  isAboutSensor: boolean,
  isPlain: (field: unknown) => boolean,
): readonly FoundValue[] {
  const under = (key: string, unit?: string): FoundValue => ({
    path: key,
    field: fields.get(key),
    unit,
    beside: fields,
  });
  const has = (key: string): boolean => fields.has(key) && isPlain(fields.get(key));
  if (isAboutSensor && has('value')) return [under('value')];
  for (const name of fields.keys()) {
    const unit = unitOfKey(sensor, name);
    if (unit !== undefined && unit !== '' && has(name)) return [under(name, unit)];
  }
  const key = [...bareKeys(sensor), ...(isAboutSensor ? VALUE_KEYS : [])].find(has);
  if (key !== undefined) return [under(key)];
  // `temp1` is the only one of its quantity, or one of several.
  return [...fields.keys()]
    .filter((name) => has(name) && isNumbered(name, sensor))
    .map((name) => under(name));
}

function isNumbered(name: string, sensor: SensorKind): boolean {
  const [, base] = /^(.*[^\d_ -])[_ -]?\d{1,2}$/.exec(name) ?? [];
  return base !== undefined && unitOfKey(sensor, base) !== undefined;
}

/** Whether an object names the sensor in a field of its own; undefined for no name, and for a device's, such as `dht22`. */
function nameIn(fields: LowerFields, sensor: SensorKind): boolean | undefined {
  const name = ['name', 'n', 'type', 'sensor', 'quantity']
    .map((key) => fields.get(key))
    .find((text) => typeof text === 'string');
  if (typeof name !== 'string') return undefined;
  if (unitOfKey(sensor, name) !== undefined || name.toUpperCase() === sensor) return true;
  return /\d/.test(name) ? undefined : false;
}
