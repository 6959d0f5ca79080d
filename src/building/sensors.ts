import type { Limit } from './limit.ts';

export type SensorKind = 'TEMP' | 'HUM' | 'LUX' | 'VIBR';

/** One kind of sensor: what it measures, in which unit, and what other programs call it. */
export interface SensorType {
  readonly kind: SensorKind;
  /** English name of the quantity, as shown to people. */
  readonly quantity: string;
  /** SenML / UCUM symbol; `mm/s` is not registered in SenML and is converted there. */
  readonly unit: string;
  /** Smallest step between two values, in the unit. */
  readonly quantum: number;
  /** Values a real sensor of this kind can report, in the unit, both ends included. */
  readonly range: readonly [min: number, max: number];
  /** Keys, in lower case, under which other programs send this quantity in a JSON or CBOR object. */
  readonly keys: readonly string[];
  /** Built-in limits of an ordinary office room; a value beyond one (not on it) crosses it. */
  readonly limits: readonly Limit[];
}

/**
 * Limits: TEMP 18-27 °C is ASHRAE TC 9.9's recommended range, 16 and 30 °C the usual workplace minimum and
 * action step; HUM 20-70 %RH is EN 16798-1 category III, beyond 80 mould grows; LUX above 2000 lx is direct sun,
 * above 10000 a blind that failed; VIBR 0.8 mm/s RMS is ISO's workshop criterion, 3.5 about 5 mm/s peak (DIN 4150-3).
 */
export const SENSORS: readonly SensorType[] = [
  {
    kind: 'TEMP',
    quantity: 'temperature',
    unit: 'Cel',
    quantum: 0.01,
    range: [-40, 85],
    keys: ['temp', 'temperature'],
    limits: [
      { side: 'above', value: 30, level: 'critical' },
      { side: 'above', value: 27, level: 'high' },
      { side: 'below', value: 16, level: 'critical' },
      { side: 'below', value: 18, level: 'low' },
    ],
  },
  {
    kind: 'HUM',
    quantity: 'humidity',
    unit: '%RH',
    quantum: 0.04,
    range: [0, 100],
    keys: ['hum', 'humidity'],
    limits: [
      { side: 'above', value: 80, level: 'critical' },
      { side: 'above', value: 70, level: 'high' },
      { side: 'below', value: 15, level: 'critical' },
      { side: 'below', value: 20, level: 'low' },
    ],
  },
  {
    kind: 'LUX',
    quantity: 'luminosity',
    unit: 'lx',
    quantum: 1,
    range: [0, 120_000],
    keys: ['lux', 'luminosity'],
    limits: [
      { side: 'above', value: 10_000, level: 'critical' },
      { side: 'above', value: 2000, level: 'high' },
    ],
  },
  {
    kind: 'VIBR',
    quantity: 'vibration',
    unit: 'mm/s',
    quantum: 0.01,
    range: [0, 100],
    keys: ['vibr', 'vibration'],
    limits: [
      { side: 'above', value: 3.5, level: 'critical' },
      { side: 'above', value: 0.8, level: 'high' },
    ],
  },
];

export const SENSOR_KINDS: readonly SensorKind[] = SENSORS.map(({ kind }) => kind);

const BY_KIND: Readonly<Partial<Record<SensorKind, SensorType>>> = Object.fromEntries(
  SENSORS.map((type) => [type.kind, type]),
);

/** The sensor type of a kind that is known to exist. */
export function sensorType(kind: SensorKind): SensorType {
  const type = BY_KIND[kind];
  if (type === undefined) throw new TypeError(`no sensor kind ${kind}`);
  return type;
}
