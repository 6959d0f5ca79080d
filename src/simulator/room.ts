import type { RoomAddress } from '../building/address.ts';
import type { RoomType } from '../building/room-type.ts';
import type { Wing } from '../building/wings.ts';
import { type Hash, mix } from './hash.ts';
import type { RoomSeeds } from './place-seeds.ts';
import { typeOfRoom } from './room-type.ts';
import type { Site } from './site.ts';

/** A room for the models of the sensors. */
export interface Room {
  readonly hash: Hash;
  /** Of the building. Everything common to all rooms is drawn from this hash. */
  readonly building: Hash;
  readonly site: Site;
  readonly floor: number;
  readonly wing: Wing;
  readonly type: RoomType;
}

export function roomAt(site: Site, seeds: RoomSeeds, address: RoomAddress): Room {
  return {
    hash: seeds.room,
    building: seeds.building,
    site,
    floor: address.floor,
    wing: address.wing,
    type: site.roomType(address) ?? typeOfRoom(seeds.zone, address.room),
  };
}

/** A constant property of a room; another salt, another property. */
export function trait({ hash }: Room, salt: Hash): Hash {
  return mix(hash, salt);
}
