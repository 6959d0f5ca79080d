import type { DataSheet } from './sensors/data-sheet.ts';
import * as sheets from './sensors/list.ts';

export type SensorKind = keyof typeof sheets;
export type SensorType = DataSheet<SensorKind>;

const BY_KIND: { readonly [Kind in SensorKind]: DataSheet<Kind> } = { ...sheets };

/** Every kind of sensor, in the order of the seed numbers: the order in which the kinds came. */
export const SENSORS: readonly SensorType[] = Object.values<SensorType>(BY_KIND).sort(
  (a, b) => a.seed - b.seed,
);

export const SENSOR_KINDS: readonly SensorKind[] = SENSORS.map(({ kind }) => kind);

export function isSensorKind(text: string): text is SensorKind {
  return (SENSOR_KINDS as readonly string[]).includes(text);
}

/** The data sheet of a kind. */
export function sensorType(kind: SensorKind): SensorType {
  return BY_KIND[kind];
}

/** A table with an entry for each kind of sensor, made from the kind's data sheet. */
export function byKind<T>(make: (type: SensorType) => T): Readonly<Record<SensorKind, T>> {
  return Object.fromEntries(SENSORS.map((type) => [type.kind, make(type)])) as Record<SensorKind, T>;
}
