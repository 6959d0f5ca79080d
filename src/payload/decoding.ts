import { type SensorKind, sensorType } from '../building/sensors.ts';
import { fromEpochSeconds, readTime } from '../building/time.ts';
import { toSensorUnit } from '../building/units.ts';
import { CborTag } from './cbor-reader.ts';
import type { DecodedPayload, UnreadablePayload } from './decoded.ts';
import { readMeasured, readSwitch } from './measured-text.ts';
import { numberIn } from './number.ts';

/** The fields of a time in payloads of other programs. */
export const TIME_KEYS = ['time', 'timestamp', 'ts'];

/** A value as a payload has it. */
export interface MeasuredField {
  readonly value: number;
  readonly unit?: string | undefined;
  readonly timeMs?: number | undefined;
  readonly seq?: number | undefined;
}

/** The reading of a value in its unit; unreadable for a unit of another quantity. */
export function decodedReading(
  sensor: SensorKind,
  { value, unit, timeMs, seq }: MeasuredField,
  format: string,
): DecodedPayload {
  const converted = unit === undefined ? value : toSensorUnit(sensor, value, unit);
  const type = sensorType(sensor);
  if (converted === undefined)
    return unreadablePayload(`${printableUnit(unit)} is not a unit of ${type.quantity}`);
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

/** A number, also one in a text with its unit; true and false where 1 and 0 are what the sensor says. */
export function readLoose(value: unknown, sensor: SensorKind): MeasuredField | undefined {
  if (typeof value === 'string') return readMeasured(value) ?? readSwitch(value, sensor);
  if (typeof value === 'boolean') return readSwitch(String(value), sensor);
  const number = numberIn(value);
  return number === undefined ? undefined : { value: number };
}

/** CBOR's dates: tag 0 is RFC 3339 text, tag 1 seconds since 1970 (RFC 8949 §3.4.1, §3.4.2). */
export function readTimeField(time: unknown): number | undefined {
  if (!(time instanceof CborTag)) return readTime(time);
  if (time.tag === 0) return readTime(time.content);
  return time.tag === 1 && typeof time.content === 'number' ? fromEpochSeconds(time.content) : undefined;
}

export function unreadablePayload(reason: string): UnreadablePayload {
  return { kind: 'unreadable', reason };
}
