import { SENSORS, type SensorKind, sensorType } from './sensors.ts';
import { toSensorUnit } from './units.ts';

/**
 * The unit in a key of the sensor's quantity, in any letter case: `C` of `temperature_C` and `tempC`, and an empty text
 * for `temperature`. Undefined for the keys of anything else, such as `HumidityRatio`.
 */
export function unitOfKey(sensor: SensorKind, key: string): string | undefined {
  const lower = key.trim().toLowerCase();
  const { keys } = sensorType(sensor);
  if (keys.includes(lower)) return '';
  for (const word of keys) {
    const unit = lower.startsWith(word) ? lower.slice(word.length).replace(/^[_. -]+/, '') : '';
    if (!NO_UNIT.test(unit) && toSensorUnit(sensor, 0, unit) !== undefined) return unit;
  }
  return undefined;
}

/** Names of a unit that mean something else behind a key: `temp1` is the first of two. */
const NO_UNIT = /^([\d/]*|ratio)$/;

/** The kind of sensor in a key such as `temperature` or `humedad`. */
export function sensorOfKey(key: string): SensorKind | undefined {
  return SENSORS.find(({ kind }) => unitOfKey(kind, key) !== undefined)?.kind;
}
