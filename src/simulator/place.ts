import { type Address, WINGS, type Wing } from '../building/address.ts';
import { SENSOR_KINDS } from '../building/sensors.ts';
import { type Hash, hashText, mix } from './hash.ts';

/** Hashes of the places that a sensor is in, each drawn from the one that contains it. */
export interface Places {
  readonly building: Hash;
  readonly floor: Hash;
  /** The rooms of one wing of a floor. */
  readonly zone: Hash;
  readonly room: Hash;
  readonly sensor: Hash;
}

export function placesOf(seed: Hash, address: Address): Places {
  const building = mix(seed, hashText(address.building));
  const floor = mix(building, address.floor);
  const zone = zoneOf(floor, address.wing);
  const room = mix(zone, address.room);
  return { building, floor, zone, room, sensor: mix(room, SENSOR_KINDS.indexOf(address.sensor)) };
}

/** Any room of a building. */
export function roomOf(building: Hash, floor: number, wing: Wing, room: number): Hash {
  return mix(zoneOf(mix(building, floor), wing), room);
}

function zoneOf(floor: Hash, wing: Wing): Hash {
  return mix(floor, WINGS.indexOf(wing));
}
