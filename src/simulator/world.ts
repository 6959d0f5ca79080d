import type { Address } from '../building/address.ts';
import { rememberedByAddress } from '../building/address-memo.ts';
import { type SensorKind, sensorType } from '../building/sensors.ts';
import { type Happening, truth } from './climate.ts';
import type { Delivery } from './delivery.ts';
import type { Effects, SensorMoment } from './faults/fault-type.ts';
import { type ActiveFault, type FaultSchedule, NO_FAULTS } from './faults/schedule.ts';
import { hashText, mix } from './hash.ts';
import { createMoments, type Moment } from './moment.ts';
import { type Places, placesOf } from './place.ts';
import { quantise } from './quantum.ts';
import type { Report } from './report.ts';
import { type Room, roomAt } from './room.ts';
import { measured, withinRange } from './sensor.ts';
import { DEFAULT_SITE, type Site } from './site.ts';
import { UNIFORM_RANGES, uniformValue, type ValueRange } from './uniform-value.ts';

export interface WorldSettings {
  readonly seed: string;
  /** `realistic` is a building with people, sun and weather in it; `uniform` is any value, each as likely. */
  readonly values: 'realistic' | 'uniform';
  /** Sensors of these kinds are uniform in the range given, whatever `values` says. */
  readonly ranges: ReadonlyMap<SensorKind, ValueRange>;
  readonly site?: Site;
  readonly faults?: FaultSchedule;
  /** Whether faults befall uniform sensors as well: those of the sensor and its messages, as no room is behind it. */
  readonly areUniformFaulty?: boolean;
}

/** All are pure functions of the seed, the address and the time: to be asked in any order, by any process. */
export interface World {
  /** What a sensor reads at a moment, in its unit and in whole steps of it. */
  readonly value: (address: Address, timeMs: number) => number;
  /** What becomes of a report: one message, unless something is wrong with the sensor or its network. */
  readonly deliveries: (report: Report) => readonly Delivery[];
  /** Whether such effects of a fault could be seen at a sensor. */
  readonly shows: (address: Address, effects: Effects) => boolean;
}

export function createWorld(settings: WorldSettings): World {
  const {
    seed,
    values,
    ranges,
    site = DEFAULT_SITE,
    faults = NO_FAULTS,
    areUniformFaulty = false,
  } = settings;
  const root = hashText(seed);
  const momentOf = createMoments();
  const spotOf = rememberedByAddress((address) => {
    const places = placesOf(root, address);
    return { places, room: roomAt(site, places, address) };
  });

  function faultsAt(address: Address, { places }: Spot, timeMs: number): readonly ActiveFault[] {
    return isUniform(address) && !areUniformFaulty ? [] : faults.activeAt(address, places, timeMs);
  }

  function isUniform({ sensor }: Address): boolean {
    return values === 'uniform' || ranges.has(sensor);
  }

  function read(address: Address, spot: Spot, timeMs: number, active: readonly ActiveFault[]): number {
    const type = sensorType(address.sensor);
    if (!isUniform(address)) {
      return quantise(
        sensed({ places: spot.places, room: spot.room, momentOf, kind: address.sensor }, timeMs, active),
        type.quantum,
      );
    }
    const range = ranges.get(address.sensor) ?? UNIFORM_RANGES[address.sensor];
    const healthy = (whenMs: number) => uniformValue(mix(spot.places.sensor, whenMs), type, range);
    const value = healthy(timeMs);
    if (active.length === 0) return value;
    return quantise(throughFaults(value, active, { kind: type.kind, timeMs, healthy }), type.quantum);
  }

  return {
    shows(address, { signal, code, delivered }) {
      return !isUniform(address) || (areUniformFaulty && (signal ?? code ?? delivered) !== undefined);
    },
    value(address, timeMs) {
      const spot = spotOf(address);
      return read(address, spot, timeMs, faultsAt(address, spot, timeMs));
    },
    deliveries({ address, time, seq }) {
      const spot = spotOf(address);
      const active = faultsAt(address, spot, time);
      const reading = { address, value: read(address, spot, time, active), time, seq };
      let deliveries: readonly Delivery[] = [{ reading, sentMs: time }];
      for (const { effects, occurrence } of active) {
        if (effects.delivered)
          deliveries = deliveries.flatMap((delivery) => effects.delivered?.(delivery, occurrence) ?? []);
      }
      return deliveries;
    },
  };
}

/** Where a sensor is, as faults and models see it. */
interface Spot {
  readonly places: Places;
  readonly room: Room;
}

interface Device extends Spot {
  readonly kind: SensorKind;
  readonly momentOf: (room: Room, timeMs: number) => Moment;
}

/** What a device shows: the truth of the room, through a sensor with its errors, through the faults it has. */
function sensed(device: Device, timeMs: number, active: readonly ActiveFault[]): number {
  const { kind, places } = device;
  const moment = device.momentOf(device.room, timeMs);
  const value = measured(places.sensor, kind, truth(kind, moment, happeningsOf(active, moment)), timeMs);
  if (active.length === 0) return value;
  return throughFaults(value, active, { kind, timeMs, healthy: (whenMs) => sensed(device, whenMs, []) });
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
