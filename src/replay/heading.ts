import { sensorOfKey, unitOfKey } from '../building/sensor-keys.ts';
import { SENSOR_KINDS, type SensorKind } from '../building/sensors.ts';
import { toSensorUnit } from '../building/units.ts';

/** The name of a column in its parts: `Temp, °C (LGR S/N: 1)` is `temp` with the notes `°C` and `LGR S/N: 1`. */
export interface Heading {
  /** In lower case. */
  readonly name: string;
  readonly notes: readonly string[];
}

export function headingOf(text: string): Heading {
  const [name = '', ...notes] = text.split(/[,()[\]]/).map((part) => part.trim());
  return { name: name.toLowerCase(), notes: notes.filter((note) => note !== '') };
}

/** The kind of sensor that a column of a room is about. */
export function headingSensor({ name }: Heading): SensorKind | undefined {
  return sensorOfKey(name);
}

/**
 * The unit of a column's values; undefined for a column without one. It may be a unit of another quantity: then the column
 * is no column of this sensor.
 */
export function headingUnit({ name, notes }: Heading, sensor: SensorKind): string | undefined {
  const isUnit = (kind: SensorKind, note: string): boolean =>
    !/^[\d/]+$/.test(note) && toSensorUnit(kind, 0, note) !== undefined;
  return (
    notes.find((note) => isUnit(sensor, note)) ??
    notes.find((note) => SENSOR_KINDS.some((kind) => isUnit(kind, note))) ??
    (unitOfKey(sensor, name) || undefined)
  );
}

/** The zone in a heading such as `Date Time, GMT+01:00`, as an offset. */
export function headingZone({ notes }: Heading): string | undefined {
  const match = notes
    .map((note) => /^(?:GMT|UTC)([+-](?:0\d|1[0-3])):?([0-5]\d)$/i.exec(note))
    .find((found) => found);
  return match ? `${match[1]}:${match[2]}` : undefined;
}
