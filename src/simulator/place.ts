import { type Address, WINGS } from '../building/address.ts';
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
  const zone = mix(floor, WINGS.indexOf(address.wing));
  const room = mix(zone, address.room);
  return { building, floor, zone, room, sensor: mix(room, SENSOR_KINDS.indexOf(address.sensor)) };
}
