import type { Address } from '../building/address.ts';
import { rememberedByAddress, rememberedByRoom } from '../building/address-memo.ts';
import type { ValueRange } from '../building/sensors/data-sheet.ts';
import { type SensorKind, sensorType } from '../building/sensors.ts';
import { createAir } from './air.ts';
import type { Delivery } from './delivery.ts';
import { type Device, readSensor, readUniform } from './device.ts';
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
  const surroundings = { momentOf: createMoments(), airOf: createAir() };
  // All sensors of a room share one object: the memories of moments and air find a room by its object.
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

  function read(address: Address, device: Device, timeMs: number, active: readonly ActiveFault[]): number {
    if (!isUniform(address)) return readSensor(device, surroundings, timeMs, active);
    const range = ranges.get(address.sensor) ?? device.type.uniformRange;
    return readUniform(device, range, timeMs, active);
  }

  return {
    shows(address, { signal, code, delivered }) {
      return !isUniform(address) || (areUniformFaulty && (signal ?? code ?? delivered) !== undefined);
    },
    value(address, timeMs) {
      const device = deviceOf(address);
      return read(address, device, timeMs, faultsAt(address, device, timeMs));
    },
    deliveries({ address, time, seq }) {
      const device = deviceOf(address);
      const active = faultsAt(address, device, time);
      const reading = { address, value: read(address, device, time, active), time, seq };
      return sent({ reading, sentMs: time }, active);
    },
  };
}

/** What becomes of a message under the faults that are on. */
function sent(delivery: Delivery, active: readonly ActiveFault[]): readonly Delivery[] {
  let deliveries: readonly Delivery[] = [delivery];
  for (const { effects, occurrence } of active) {
    if (effects.delivered)
      deliveries = deliveries.flatMap((one) => effects.delivered?.(one, occurrence) ?? []);
  }
  return deliveries;
}
