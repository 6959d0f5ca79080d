import type { SensorKind } from '../building/sensors.ts';
import { withoutNoise } from './number.ts';

/** Turns a value in a foreign unit into the sensor's own. */
type Conversion = (value: number) => number;

const same: Conversion = (value) => value;
const times =
  (factor: number): Conversion =>
  (value) =>
    value * factor;

/**
 * The units that other programs send, in lower case, per sensor. Accelerations (`g`, `m/s2`) are no velocity and are not
 * here: without a frequency nobody can convert them.
 */
const CONVERSIONS: Readonly<Record<SensorKind, ReadonlyMap<string, Conversion>>> = {
  TEMP: table(
    [same, 'cel', '°c', 'ºc', '℃', 'c', 'degc', 'celsius'],
    [(value) => ((value - 32) * 5) / 9, '[degf]', '°f', 'ºf', '℉', 'f', 'degf', 'fahrenheit'],
    [(value) => value - 273.15, 'k', 'kelvin'],
  ),
  HUM: table([same, '%rh', '%', '% rh', 'rh', 'percent'], [times(100), '/', '1', 'ratio']),
  LUX: table([same, 'lx', 'lux', 'lm/m2'], [times(1000), 'klx', 'klux'], [times(10.7639), 'fc', 'ftc']),
  VIBR: table(
    [same, 'mm/s'],
    [times(1000), 'm/s'],
    [times(10), 'cm/s'],
    [times(0.001), 'um/s', 'µm/s', 'μm/s'],
    [times(25.4), 'in/s', 'ips'],
  ),
};

/** The value in the sensor's own unit, or undefined where the unit (any letter case) is not one of its quantity. */
export function toSensorUnit(sensor: SensorKind, value: number, unit: string): number | undefined {
  const convert = CONVERSIONS[sensor].get(unit.trim().toLowerCase());
  return convert === undefined || convert === same ? convert?.(value) : withoutNoise(convert(value));
}

function table(...rows: readonly (readonly [Conversion, ...string[]])[]): ReadonlyMap<string, Conversion> {
  return new Map(rows.flatMap(([convert, ...names]) => names.map((name) => [name, convert] as const)));
}
