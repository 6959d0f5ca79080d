import { unitOfKey } from '../building/sensor-keys.ts';
import { SENSOR_KINDS, type SensorKind, sensorType } from '../building/sensors.ts';
import { readTime } from '../building/time.ts';
import { toSensorUnit } from '../building/units.ts';
import { readDecimal } from './number.ts';

/** A number as people write it, and the unit behind it. */
export interface MeasuredText {
  readonly value: number;
  readonly unit?: string;
  /** Milliseconds since 1970. */
  readonly timeMs?: number | undefined;
}

/** Longer texts are prose. */
const MAX_LENGTH = 1000;

/** `31.4`, `31,4`, `31.4 °C`, `31.4,C`; undefined for any other text, and for `1,234`: it may be either. */
export function readMeasured(text: string): MeasuredText | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, number = '', rest = ''] = /^([+-]?[\d.,]*\d(?:e[+-]?\d+)?)\s*(.*)$/isu.exec(text.trim()) ?? [];
  const value = readDecimal(number) ?? readDecimalComma(number);
  const unit = rest.replace(/^[,;]\s*/, '');
  if (value === undefined) return undefined;
  if (unit === '') return { value };
  return SENSOR_KINDS.some((kind) => toSensorUnit(kind, 0, unit) !== undefined) ? { value, unit } : undefined;
}

/** 1 or 0 for the words of a switch, where the sensor says no more than that; else undefined. */
export function readSwitch(text: string, sensor: SensorKind): MeasuredText | undefined {
  const [, on, off] = /^(?:(true|on|yes)|(false|off|no))$/i.exec(text.trim()) ?? [];
  if ((on ?? off) === undefined || !sensorType(sensor).unitNames.includes('bool')) return undefined;
  return { value: on === undefined ? 0 : 1 };
}

function readDecimalComma(text: string): number | undefined {
  const isGroup = /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text);
  return !isGroup && /^[+-]?\d+,\d+$/.test(text) ? readDecimal(text.replace(',', '.')) : undefined;
}

/** `temperature=31.4`, `… temp: 31,4 °C`: names and numbers between anything else. */
const FIELD =
  /([\p{L}_][\p{L}\p{N}_]*)\s*[:=]\s*([+-]?\d+(?:[.,]\d+)?)(?:\s?([^\s,;=:\d]{1,24})(?=[\s,;]|$))?/gu;

/**
 * The sensor's value in a text of names and numbers, such as InfluxDB's line protocol. Undefined for none or several. A
 * word behind the number that is no unit of the sensor is no unit.
 */
export function readNamedText(text: string, sensor: SensorKind): MeasuredText | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const found = [...text.matchAll(FIELD)].flatMap(([, key = '', number = '', word = '']) => {
    const keyUnit = /^val(ue|or)$/i.test(key) ? '' : unitOfKey(sensor, key);
    const measured = keyUnit === undefined ? undefined : readMeasured(number);
    if (measured === undefined) return [];
    const unit = toSensorUnit(sensor, 0, word) === undefined ? keyUnit : word;
    return [unit === undefined || unit === '' ? measured : { ...measured, unit }];
  });
  const [only, second] = found;
  if (only === undefined || second !== undefined) return undefined;
  const [, time] = / (\d{10,19})\s*$/.exec(text) ?? [];
  return { ...only, timeMs: time === undefined ? undefined : readTime(Number(time)) };
}
