import { type Address, WINGS } from '../building/address.ts';
import { SENSOR_KINDS } from '../building/sensors.ts';
import { type Hash, hashText, mix } from './hash.ts';

/** Hashes of the places of a building: each is drawn from the one that contains it. */
export function buildingHash(seed: Hash, { building }: Pick<Address, 'building'>): Hash {
  return mix(seed, hashText(building));
}

export function roomHash(seed: Hash, address: Omit<Address, 'sensor'>): Hash {
  const floor = mix(buildingHash(seed, address), address.floor);
  return mix(mix(floor, WINGS.indexOf(address.wing)), address.room);
}

export function sensorHash(seed: Hash, address: Address): Hash {
  return mix(roomHash(seed, address), SENSOR_KINDS.indexOf(address.sensor));
}
