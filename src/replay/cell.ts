import { isSensorKind, SENSOR_KINDS, type SensorKind, sensorType } from '../building/sensors.ts';
import { toSensorUnit } from '../building/units.ts';
import { findWing, WINGS, type Wing } from '../building/wings.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import { orList } from '../text/reader.ts';
import { quoted, RecordingFault } from './fault.ts';
import { needsDateOrder, type TimeReader } from './time-reader.ts';

/** One field of a table and its place. */
export interface Cell {
  readonly text: string;
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Milliseconds since 1970. Throws RecordingFault for any other text, like all readers of cells here. */
export function timeCell(cell: Cell, read: TimeReader): number {
  return read(cell.text) ?? fault(cell, timeProblem(cell.text));
}

/** Words for a text that is no time. */
export function timeProblem(text: string): string {
  return needsDateOrder(text)
    ? 'has no certain order of day and month: say --date-order dmy or mdy'
    : 'is not a time such as 2026-01-05T08:00:00Z';
}

/** A number with a decimal point or a decimal comma. */
export function numberCell(cell: Cell, separator: string): number {
  const text = cell.text.trim();
  // In a table with commas between fields such a number stands in quotes: 1,234 may be either.
  if (separator === ',' && /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text))
    return fault(cell, `may be ${text.replace(',', '.')} or ${text.replace(',', '')}: write one of them`);
  const pointed = withoutGroups(text).replace(/^([^,.]*),([^,.]*)$/, '$1.$2');
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(pointed) ? Number(pointed) : Number.NaN;
  return Number.isFinite(value) ? value : fault(cell, 'is not a number');
}

/** `1.234,5` and `1,234.5` without the marks of their thousands. */
function withoutGroups(text: string): string {
  const [, mark] = /^[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)[.,]\d+$/.exec(text) ?? [];
  return mark === undefined ? text : text.replaceAll(mark, '');
}

/**
 * True for an empty field, for the words by which tables of other programs mean a missing value, and for the `words` that
 * the user names.
 */
export function isMissing({ text }: Pick<Cell, 'text'>, words: ReadonlySet<string> | undefined): boolean {
  const trimmed = text.trim();
  return MISSING.test(trimmed) || words?.has(trimmed) === true;
}

const MISSING =
  /^(nan|na|n\.a\.|#?n\/[ad]|n\.?d\.?|null|\\n|none|nil|undefined|unavailable|unknown|missing|sin datos?|s\/d|error|-{1,4}|\*+|\?|)$/i;

/**
 * A value in the sensor's own unit. `unit` names the unit of the value; without one the unit may follow the number, as in
 * `21.5 °C`, and else is the sensor's own.
 */
export function measuredCell(
  cell: Cell,
  sensor: SensorKind,
  unit: Cell | undefined,
  separator: string,
): number {
  const [, number, suffix] = /^\s*([-+]?[\d.,]+)\s*([^\d\s.,].*)$/.exec(cell.text) ?? [];
  const hasOwnUnit =
    number !== undefined && suffix !== undefined && toSensorUnit(sensor, 0, suffix) !== undefined;
  if (!hasOwnUnit) return inSensorUnit(numberCell(cell, separator), sensor, unit);
  return inSensorUnit(numberCell({ ...cell, text: number }, separator), sensor, { ...cell, text: suffix });
}

function inSensorUnit(value: number, sensor: SensorKind, unit: Cell | undefined): number {
  if (unit === undefined || unit.text.trim() === '') return value;
  return (
    toSensorUnit(sensor, value, unit.text) ?? fault(unit, `is not a unit of ${sensorType(sensor).quantity}`)
  );
}

/** True or false; undefined for an empty field. */
export function optionalBooleanCell(cell: Cell): boolean | undefined {
  const text = cell.text.trim();
  if (text === '') return undefined;
  if (/^(true|1)$/i.test(text)) return true;
  return /^(false|0)$/i.test(text) ? false : fault(cell, 'is neither true nor false');
}

/** An integer, or undefined for an empty field. */
export function optionalIntegerCell(cell: Cell): number | undefined {
  return cell.text.trim() === '' ? undefined : integerCell(cell, 0);
}

export function optionalQosCell(cell: Cell): Qos | undefined {
  const qos = optionalIntegerCell(cell);
  return qos === undefined || qos === 0 || qos === 1 || qos === 2 ? qos : fault(cell, 'is no QoS: 0, 1 or 2');
}

export function integerCell(cell: Cell, min: number): number {
  const value = Number(cell.text.trim().replace(/^P_(?=-?\d)/, '') || Number.NaN);
  return Number.isSafeInteger(value) && value >= min ? value : fault(cell, 'is not a whole number in range');
}

/** In any letter case; `W` means `O`, *oeste*, as on the command line. */
export function wingCell(cell: Cell): Wing {
  return findWing(cell.text.trim().toUpperCase()) ?? fault(cell, `is not a wing: use ${orList(WINGS)}`);
}

export function sensorCell(cell: Cell): SensorKind {
  const sensor = cell.text.trim().toUpperCase();
  return isSensorKind(sensor) ? sensor : fault(cell, `is not a sensor: use ${orList(SENSOR_KINDS)}`);
}

export function fault({ text, line, column }: Cell, problem: string): never {
  throw new RecordingFault({ line, column }, `${quoted(text)} ${problem}`);
}
