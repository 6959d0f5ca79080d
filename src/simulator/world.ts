import type { Address } from '../building/address.ts';
import { rememberedByAddress, rememberedByRoom } from '../building/address-memo.ts';
import type { ValueRange } from '../building/sensors/data-sheet.ts';
import { type SensorKind, sensorType } from '../building/sensors.ts';
import { createAir } from './air.ts';
import type { Delivery } from './delivery.ts';
import { type Device, type Sibling, sensorReading, uniformReading } from './device.ts';
import type { Effects } from './faults/fault-type.ts';
import { type ActiveFault, type FaultSchedule, NO_FAULTS } from './faults/schedule.ts';
import { hashText } from './hash.ts';
import { modelOf } from './models.ts';
import { createMoments } from './moment.ts';
import { placeSeeds, roomSeeds } from './place-seeds.ts';
import type { Report } from './report.ts';
import { roomAt } from './room.ts';
import { DEFAULT_SITE, type Site } from './site.ts';

export interface WorldSettings {
  readonly seed: string;
  /** `realistic` is a building with people, sun and weather; `uniform` is any value, each as likely. */
  readonly values: 'realistic' | 'uniform';
  /** Sensors of these kinds are uniform in the given range, even under realistic `values`. */
  readonly ranges: ReadonlyMap<SensorKind, ValueRange>;
  readonly site?: Site;
  readonly faults?: FaultSchedule;
  /** Uniform sensors have faults, too: faults of the sensor and of messages, because no room is behind the sensor. */
  readonly areUniformFaulty?: boolean;
}

/** Pure functions of the seed, the address and the time: any process may ask, in any order. */
export interface World {
  /** The reading of a sensor at a moment, in the sensor's unit and in whole steps. */
  readonly value: (address: Address, timeMs: number) => number;
  /** The messages of a report: one message, unless the sensor or the network has a fault. */
  readonly deliveries: (report: Report) => readonly Delivery[];
  /** True if a fault cuts a sensor's part of the building off from the broker. */
  readonly isCutOff: (address: Address, timeMs: number) => boolean;
  /** True if a sensor can show these effects of a fault. */
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
  const surroundings = { momentOf: createMoments(), airOf: createAir() };
  // All sensors of a room share one object: the memories of moments and air find a room by the object.
  const roomOf = rememberedByRoom((address) => roomAt(site, roomSeeds(root, address), address));
  const deviceOf = rememberedByAddress(
    (address): Device => ({
      type: sensorType(address.sensor),
      model: modelOf(address.sensor),
      seeds: placeSeeds(root, address),
      room: roomOf(address),
    }),
  );

  function faultsAt(address: Address, { seeds }: Device, timeMs: number): readonly ActiveFault[] {
    return isUniform(address) && !areUniformFaulty ? [] : faults.activeAt(address, seeds, timeMs);
  }

  function isUniform({ sensor }: Address): boolean {
    return values === 'uniform' || ranges.has(sensor);
  }

  function siblingOf(address: Address): Sibling {
    return (sensor, timeMs) => {
      const beside = { ...address, sensor };
      return read(beside, deviceOf(beside), timeMs, []);
    };
  }

  function read(address: Address, device: Device, timeMs: number, active: readonly ActiveFault[]): number {
    const sibling = active.length === 0 ? noSibling : siblingOf(address);
    if (!isUniform(address)) return sensorReading(device, surroundings, timeMs, active, sibling);
    const range = ranges.get(address.sensor) ?? device.type.uniformRange;
    return uniformReading(device, range, timeMs, active, sibling);
  }

  return {
    shows(address, { signal, code, delivered }) {
      return !isUniform(address) || (areUniformFaulty && (signal ?? code ?? delivered) !== undefined);
    },
    value(address, timeMs) {
      const device = deviceOf(address);
      return read(address, device, timeMs, faultsAt(address, device, timeMs));
    },
    isCutOff: (address, timeMs) =>
      faultsAt(address, deviceOf(address), timeMs).some(({ effects }) => effects.cutsOff),
    deliveries({ address, timeMs, seq }) {
      const device = deviceOf(address);
      const active = faultsAt(address, device, timeMs);
      const reading = { address, value: read(address, device, timeMs, active), timeMs, seq };
      return sent({ reading, sentMs: timeMs }, active);
    },
  };
}

/** A healthy sensor shows no other. */
function noSibling(): number {
  return Number.NaN;
}

/** The messages in place of one, under the active faults. */
function sent(delivery: Delivery, active: readonly ActiveFault[]): readonly Delivery[] {
  let deliveries: readonly Delivery[] = [delivery];
  for (const { effects, occurrence } of active) {
    if (effects.delivered)
      deliveries = deliveries.flatMap((one) => effects.delivered?.(one, occurrence) ?? []);
  }
  return deliveries;
}
