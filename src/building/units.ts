import { byKind, type SensorKind } from './sensors.ts';

/** The fields and columns for a unit, in payloads and tables of other programs. */
export const UNIT_KEYS = ['unit', 'units', 'unit_of_measurement', 'unidad'] as const;

/** The value in the sensor's own unit; undefined if the unit (any letter case) measures another quantity. */
export function toSensorUnit(sensor: SensorKind, value: number, unit: string): number | undefined {
  const convert = CONVERSIONS[sensor].get(unit.trim().toLowerCase().replace(MISREAD, ''));
  return convert === undefined || convert === same ? convert?.(value) : withoutNoise(convert(value));
}

/** The way back: a value of the sensor in another unit; undefined for a unit of another quantity. */
export function fromSensorUnit(sensor: SensorKind, value: number, unit: string): number | undefined {
  const [zero, one] = [toSensorUnit(sensor, 0, unit), toSensorUnit(sensor, 1, unit)];
  // All conversions are linear.
  return zero === undefined || one === undefined
    ? undefined
    : Number(((value - zero) / (one - zero)).toPrecision(9));
}

/** UTF-8 that a program took for Latin-1: `Â°C`. */
const MISREAD = /^â(?=[°º])/;

type Conversion = (value: number) => number;

const same: Conversion = (value) => value;

/** From the units of each kind's data sheet, by their names. */
const CONVERSIONS = byKind(
  ({ unitNames, foreignUnits }): ReadonlyMap<string, Conversion> =>
    new Map([
      ...unitNames.map((name) => [name, same] as const),
      ...foreignUnits.flatMap(({ names, toOwn }) => names.map((name) => [name, toOwn] as const)),
    ]),
);

/** Removes the noise of binary arithmetic: 68.36 °F is 20.2 °C, not 20.199999999999996. */
export function withoutNoise(value: number): number {
  return Number(value.toPrecision(12));
}
