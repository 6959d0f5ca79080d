import type { Address } from '../building/address.ts';
import { rememberedByAddress } from '../building/address-memo.ts';
import type { SensorKind } from '../building/sensors.ts';
import { createClimate } from './climate.ts';
import type { Delivery } from './delivery.ts';
import { drawn, sensed } from './device.ts';
import type { Effects } from './faults/fault-type.ts';
import { type ActiveFault, type FaultSchedule, NO_FAULTS } from './faults/schedule.ts';
import { hashText } from './hash.ts';
import { createMoments } from './moment.ts';
import { type Places, placesOf } from './place.ts';
import type { Report } from './report.ts';
import { type Room, roomAt } from './room.ts';
import { DEFAULT_SITE, type Site } from './site.ts';
import { UNIFORM_RANGES, type ValueRange } from './uniform-value.ts';

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
  const climate = createClimate();
  const roomOf = rememberedByAddress((address) => roomAt(site, placesOf(root, address), address));
  const spotOf = rememberedByAddress((address) => ({
    places: placesOf(root, address),
    // One object for all sensors of a room, by which what is remembered of it is found.
    room: roomOf({ ...address, sensor: 'TEMP' }),
  }));

  function faultsAt(address: Address, { places }: Spot, timeMs: number): readonly ActiveFault[] {
    return isUniform(address) && !areUniformFaulty ? [] : faults.activeAt(address, places, timeMs);
  }

  function isUniform({ sensor }: Address): boolean {
    return values === 'uniform' || ranges.has(sensor);
  }

  function read(
    address: Address,
    { places, room }: Spot,
    timeMs: number,
    active: readonly ActiveFault[],
  ): number {
    const kind = address.sensor;
    if (!isUniform(address)) return sensed({ kind, places, room, momentOf, climate }, timeMs, active);
    return drawn({ kind, places, range: ranges.get(kind) ?? UNIFORM_RANGES[kind] }, timeMs, active);
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
      return sent({ reading, sentMs: time }, active);
    },
  };
}

/** Where a sensor is, as faults and models see it. */
interface Spot {
  readonly places: Places;
  readonly room: Room;
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
