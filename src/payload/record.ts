import type { Reading } from '../building/reading.ts';
import { type SensorKind, sensorType } from '../building/sensors.ts';

/** A reading with the keys of plain JSON and CBOR payloads, in their order. */
export interface ReadingRecord<Time> {
  readonly sensor: SensorKind;
  readonly value: number;
  readonly unit: string;
  readonly time: Time;
  readonly seq: number;
}

export function readingRecord<Time>(reading: Reading, time: Time): ReadingRecord<Time> {
  const { sensor } = reading.address;
  return { sensor, value: reading.value, unit: sensorType(sensor).unit, time, seq: reading.seq };
}
