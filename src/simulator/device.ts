import { type SensorKind, sensorType } from '../building/sensors.ts';
import type { Climate, Happening } from './climate.ts';
import type { SensorMoment } from './faults/fault-type.ts';
import type { ActiveFault } from './faults/schedule.ts';
import { mix } from './hash.ts';
import type { Moment } from './moment.ts';
import type { Places } from './place.ts';
import { quantise } from './quantum.ts';
import type { Room } from './room.ts';
import { measured, withinRange } from './sensor-errors.ts';
import { uniformValue, type ValueRange } from './uniform-value.ts';

interface Device {
  readonly kind: SensorKind;
  readonly places: Places;
}

/** A device in a room. */
export interface RoomDevice extends Device {
  readonly room: Room;
  readonly momentOf: (room: Room, timeMs: number) => Moment;
  readonly climate: Climate;
}

/** What a device shows: the truth of the room, through a sensor with its errors, through the faults it has. */
export function sensed(device: RoomDevice, timeMs: number, active: readonly ActiveFault[]): number {
  return quantise(signalOf(device, timeMs, active), sensorType(device.kind).quantum);
}

function signalOf(device: RoomDevice, timeMs: number, active: readonly ActiveFault[]): number {
  const { kind, places, climate } = device;
  const moment = device.momentOf(device.room, timeMs);
  const value = measured(places.sensor, kind, climate(kind, moment, happeningsOf(active, moment)), timeMs);
  if (active.length === 0) return value;
  return throughFaults(value, active, { kind, timeMs, healthy: (whenMs) => signalOf(device, whenMs, []) });
}

/** A device with nothing behind it: any value of a range is as likely. */
export interface UniformDevice extends Device {
  readonly range: ValueRange;
}

/** What such a device shows, through the faults it has. */
export function drawn(
  { kind, places, range }: UniformDevice,
  timeMs: number,
  active: readonly ActiveFault[],
): number {
  const type = sensorType(kind);
  const healthy = (whenMs: number) => uniformValue(mix(places.sensor, whenMs), type, range);
  const value = healthy(timeMs);
  if (active.length === 0) return value;
  return quantise(throughFaults(value, active, { kind, timeMs, healthy }), type.quantum);
}

function throughFaults(measured: number, active: readonly ActiveFault[], sensor: SensorMoment): number {
  for (const { effects, occurrence } of active) {
    const code = effects.code?.(occurrence, sensor);
    if (code !== undefined) return code;
  }
  return withinRange(
    sensor.kind,
    active.reduce(
      (value, { effects, occurrence }) => effects.signal?.(value, occurrence, sensor) ?? value,
      measured,
    ),
  );
}

function happeningsOf(active: readonly ActiveFault[], moment: Moment): readonly Happening[] {
  return active.map(({ effects, occurrence }) => ({
    air: (air) => effects.air?.(air, occurrence, moment) ?? air,
    light: (lux) => effects.light?.(lux, occurrence, moment) ?? lux,
    vibration: (speed) => effects.vibration?.(speed, occurrence, moment) ?? speed,
  }));
}
