import type { Address } from '../../building/address.ts';
import { byKind, type SensorKind } from '../../building/sensors.ts';
import type { Hash } from '../hash.ts';
import type { PlaceSeeds } from '../place-seeds.ts';
import type { Effects } from './fault-type.ts';
import { FAULT_TYPES } from './list.ts';
import { NEIGHBOURS, type Neighbour, roomNextDoor } from './next-door.ts';
import { type Slots, saltedPlace, slotsOf } from './slots.ts';

/** From where faults of a type come to a sensor: its own place, or a room next door. */
export interface FaultSource {
  readonly slots: Slots;
  /** What the sensor has of them. */
  readonly effects: Effects;
  readonly neighbour: Neighbour | undefined;
}

/** All that can befall a sensor of each kind. */
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

/** Where a source is for one sensor, salted for its slots; undefined for a neighbour that can't be. */
export function saltedPlaceOf(
  { slots, neighbour }: FaultSource,
  address: Address,
  seeds: PlaceSeeds,
): Hash | undefined {
  const place = neighbour ? roomNextDoor(address, seeds, neighbour) : seeds[slots.type.scope];
  return place === undefined ? undefined : saltedPlace(slots, place);
}
