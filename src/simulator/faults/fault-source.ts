import type { Address } from '../../building/address.ts';
import { byKind, type SensorKind } from '../../building/sensors.ts';
import type { Hash } from '../hash.ts';
import type { PlaceSeeds } from '../place-seeds.ts';
import type { Effects, FaultScope } from './fault-type.ts';
import { FAULT_TYPES } from './list.ts';
import { NEIGHBOURS, type Neighbour, roomNextDoor } from './next-door.ts';
import { type Slots, saltedPlace, slotsOf } from './slots.ts';

/** The origin of a sensor's faults of one type: the sensor's own place, or a room next door. */
export interface FaultSource {
  readonly slots: Slots;
  /** The effects on the sensor. */
  readonly effects: Effects;
  readonly neighbour: Neighbour | undefined;
}

/** All faults of a sensor, by kind. */
export const FAULT_SOURCES = byKind(({ kind }): readonly FaultSource[] => sourcesOf(kind));

function sourcesOf(kind: SensorKind): FaultSource[] {
  return FAULT_TYPES.flatMap((type) => {
    const slots = slotsOf(type);
    const { sensors, nextDoor } = type;
    const own = sensors.includes(kind) ? [{ slots, effects: type, neighbour: undefined }] : [];
    if (!nextDoor?.sensors.includes(kind)) return own;
    return [
      ...own,
      ...NEIGHBOURS.map((neighbour) => ({ slots, effects: nextDoor[neighbour.position], neighbour })),
    ];
  });
}

/** The place of a source for one sensor, salted for the slots; undefined for an impossible neighbour. */
export function saltedPlaceOf(
  { slots, neighbour }: FaultSource,
  address: Address,
  seeds: PlaceSeeds,
): Hash | undefined {
  const place = neighbour ? roomNextDoor(address, seeds, neighbour) : seedOf(seeds, slots.scope);
  return place === undefined ? undefined : saltedPlace(slots, place);
}

/** The same as `seeds[scope]`, without a search by name: every reading of a million sensors asks for all types. */
function seedOf(seeds: PlaceSeeds, scope: FaultScope): Hash {
  switch (scope) {
    case 'sensor':
      return seeds.sensor;
    case 'room':
      return seeds.room;
    case 'zone':
      return seeds.zone;
    case 'floor':
      return seeds.floor;
    case 'building':
      return seeds.building;
  }
}
