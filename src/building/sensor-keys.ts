import { byKind, SENSORS, type SensorKind, sensorType } from './sensors.ts';
import { toSensorUnit } from './units.ts';

/**
 * The unit in a key of the sensor's quantity, in any letter case: `C` of `temperature_C` and `tempC`, and an empty text
 * for `temperature`. Undefined for the keys of anything else, such as `HumidityRatio`.
 */
export function unitOfKey(sensor: SensorKind, key: string): string | undefined {
  const known = KNOWN[sensor];
  const found = known.get(key);
  if (found !== undefined || known.has(key)) return found;
  const unit = findUnit(sensor, key);
  if (known.size < MAX_KNOWN && key.length <= 64) known.set(key, unit);
  return unit;
}

/** The keys seen so far: devices send the same keys again and again. A hostile publisher must not fill the memory. */
const KNOWN = byKind(() => new Map<string, string | undefined>());
const MAX_KNOWN = 1000;

function findUnit(sensor: SensorKind, key: string): string | undefined {
  const lower = key.trim().toLowerCase();
  if (bareKeys(sensor).includes(lower)) return '';
  for (const word of [...sensorType(sensor).keys, ...(SHORT_KEYS[sensor]?.withUnit ?? [])]) {
    const unit = lower.startsWith(word) ? lower.slice(word.length).replace(/^[_. ([-]+|[)\]]+$/g, '') : '';
    if (!NO_UNIT.test(unit) && toSensorUnit(sensor, 0, unit) !== undefined) return unit;
  }
  return undefined;
}

/** The keys of the sensor's quantity that name no unit, in lower case. */
export function bareKeys(sensor: SensorKind): readonly string[] {
  return BARE_KEYS[sensor];
}

/** Keys too short to be found inside a text: alone, or with a unit behind them. */
const SHORT_KEYS: Readonly<Partial<Record<SensorKind, ShortKeys>>> = {
  TEMP: { withUnit: ['t'] },
  HUM: { whole: ['rh', 'hr'] },
};

const BARE_KEYS = byKind(({ kind, keys }): readonly string[] => [
  ...keys,
  ...(SHORT_KEYS[kind]?.whole ?? []),
]);

interface ShortKeys {
  readonly whole?: readonly string[];
  readonly withUnit?: readonly string[];
}

/** Names of a unit that mean something else behind a key: `temp1` is the first of two. */
const NO_UNIT = /^([\d/]*|ratio)$/;

/** The kind of sensor in a key such as `temperature` or `humedad`. */
export function sensorOfKey(key: string): SensorKind | undefined {
  return SENSORS.find(({ kind }) => unitOfKey(kind, key) !== undefined)?.kind;
}
