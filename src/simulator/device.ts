import type { ValueRange } from '../building/sensors/data-sheet.ts';
import type { SensorType } from '../building/sensors.ts';
import type { Disturbance } from './disturbance.ts';
import type { SensorMoment } from './faults/fault-type.ts';
import type { ActiveFault } from './faults/schedule.ts';
import { mix } from './hash.ts';
import type { AirOf, SensorModel } from './models/model.ts';
import type { Moment } from './moment.ts';
import type { PlaceSeeds } from './place-seeds.ts';
import { quantise } from './quantum.ts';
import type { Room } from './room.ts';
import { measured, withinRange } from './sensor-errors.ts';
import { uniformValue } from './uniform-value.ts';

/** A sensor in a room. */
export interface Device {
  readonly type: SensorType;
  readonly model: SensorModel;
  readonly seeds: PlaceSeeds;
  readonly room: Room;
}

/** The state of rooms at a time, for the models. */
export interface Surroundings {
  readonly momentOf: (room: Room, timeMs: number) => Moment;
  readonly airOf: AirOf;
}

/** The reading of a device: the truth of the room, through the errors and the faults of the sensor. */
export function sensorReading(
  device: Device,
  surroundings: Surroundings,
  timeMs: number,
  active: readonly ActiveFault[],
  sibling: Sibling,
): number {
  return quantise(signalOf(device, surroundings, timeMs, active, sibling), device.type.quantum);
}

/** The measurement of a sensor of another kind in the room if all were well. */
export type Sibling = SensorMoment['sibling'];

function signalOf(
  device: Device,
  surroundings: Surroundings,
  timeMs: number,
  active: readonly ActiveFault[],
  sibling: Sibling,
): number {
  const { type, model, seeds } = device;
  const moment = surroundings.momentOf(device.room, timeMs);
  const truth = model.truth(moment, disturbancesOf(active, moment), surroundings.airOf);
  const value = measured(seeds.sensor, type, truth, timeMs);
  if (active.length === 0) return value;
  const healthy = (whenMs: number) => signalOf(device, surroundings, whenMs, [], sibling);
  return throughFaults(value, active, { type, timeMs, healthy, sibling });
}

/** The reading of a device with no room behind it, through its faults: each value of a range is as likely. */
export function uniformReading(
  { type, seeds }: Device,
  range: ValueRange,
  timeMs: number,
  active: readonly ActiveFault[],
  sibling: Sibling,
): number {
  const healthy = (whenMs: number) => uniformValue(mix(seeds.sensor, whenMs), type, range);
  const value = healthy(timeMs);
  if (active.length === 0) return value;
  return quantise(throughFaults(value, active, { type, timeMs, healthy, sibling }), type.quantum);
}

function throughFaults(measurement: number, active: readonly ActiveFault[], sensor: SensorMoment): number {
  for (const { effects, occurrence } of active) {
    const code = effects.code?.(occurrence, sensor);
    if (code !== undefined) return code;
  }
  return withinRange(
    sensor.type,
    active.reduce(
      (value, { effects, occurrence }) => effects.signal?.(value, occurrence, sensor) ?? value,
      measurement,
    ),
  );
}

/** The effects of active faults on a room. */
export function disturbancesOf(active: readonly ActiveFault[], moment: Moment): readonly Disturbance[] {
  if (active.length === 0) return UNDISTURBED;
  return active.map(({ effects, occurrence }) => ({
    air: (air) => effects.air?.(air, occurrence, moment) ?? air,
    light: (lux) => effects.light?.(lux, occurrence, moment) ?? lux,
    vibration: (speed) => effects.vibration?.(speed, occurrence, moment) ?? speed,
    airing: (share) => effects.airing?.(share, occurrence, moment) ?? share,
  }));
}

const UNDISTURBED: readonly Disturbance[] = [];
