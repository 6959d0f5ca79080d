import type { Address, RoomAddress } from '../building/address.ts';
import { sensorType } from '../building/sensors.ts';
import { type Wing, wingType } from '../building/wings.ts';
import { type Hash, hashText, mix } from './hash.ts';

/** Hashes of the places around a sensor. Each hash comes from the hash of the next larger place. */
export interface PlaceSeeds extends RoomSeeds {
  readonly sensor: Hash;
}

export interface RoomSeeds {
  readonly building: Hash;
  readonly floor: Hash;
  /** The rooms of one wing of a floor. */
  readonly zone: Hash;
  readonly room: Hash;
}

export function placeSeeds(seed: Hash, address: Address): PlaceSeeds {
  const building = mix(seed, nameHash(address.building));
  const floor = mix(building, address.floor);
  const zone = zoneSeed(floor, address.wing);
  const room = mix(zone, address.room);
  return { building, floor, zone, room, sensor: mix(room, sensorType(address.sensor).seed) };
}

export function roomSeeds(seed: Hash, address: RoomAddress): RoomSeeds {
  const building = mix(seed, nameHash(address.building));
  const floor = mix(building, address.floor);
  const zone = zoneSeed(floor, address.wing);
  return { building, floor, zone, room: mix(zone, address.room) };
}

/** The hash of any room of a building. */
export function roomSeed(building: Hash, floor: number, wing: Wing, room: number): Hash {
  return mix(zoneSeed(mix(building, floor), wing), room);
}

function zoneSeed(floor: Hash, wing: Wing): Hash {
  return mix(floor, wingType(wing).seed);
}

/** All sensors of a run are in one building, or in a few. */
let latest = { name: '', hash: hashText('') };

function nameHash(name: string): Hash {
  if (name !== latest.name) latest = { name, hash: hashText(name) };
  return latest.hash;
}
