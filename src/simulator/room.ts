import type { RoomAddress } from '../building/address.ts';
import type { RoomType } from '../building/room-type.ts';
import type { Wing } from '../building/wings.ts';
import { type Hash, mix } from './hash.ts';
import type { RoomSeeds } from './place-seeds.ts';
import { typeOfRoom } from './room-type.ts';
import type { Site } from './site.ts';

/** A room as the models of its sensors see it. */
export interface Room {
  readonly hash: Hash;
  /** Of the building that the room is in; what all rooms share is drawn from it. */
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

/** A property of a room that stays as it is; another salt, another property. */
export function trait({ hash }: Room, salt: Hash): Hash {
  return mix(hash, salt);
}
