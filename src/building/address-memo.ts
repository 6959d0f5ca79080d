import type { Address, RoomAddress } from './address.ts';
import { sensorType } from './sensors.ts';
import { wingType } from './wings.ts';

/**
 * Remembers the results of a pure function of a sensor's address, for the latest sensors: a building asks for the same
 * sensors again and again. The memory saves time and can't change a result.
 */
export function rememberedByAddress<T>(compute: (address: Address) => T): (address: Address) => T {
  return remembered(compute, sensorHash, isSameSensor);
}

/** The same for a pure function of the room alone: all sensors of a room get the same object. */
export function rememberedByRoom<T>(compute: (room: RoomAddress) => T): (room: RoomAddress) => T {
  return remembered(compute, roomHash, isSameRoom);
}

function remembered<A, T>(
  compute: (address: A) => T,
  hashOf: (address: A) => number,
  isSame: (one: A, other: A) => boolean,
): (address: A) => T {
  const kept = new Array<Kept<A, T> | undefined>(SLOTS);
  return (address) => {
    const slot = Math.imul(hashOf(address), 0xc2b2ae35) >>> 18;
    const found = kept[slot];
    if (found !== undefined && isSame(found.address, address)) return found.result;
    const result = compute(address);
    kept[slot] = { address, result };
    return result;
  };
}

interface Kept<A, T> {
  readonly address: A;
  readonly result: T;
}

/** As many as the upper 14 bits of a hash can tell apart. */
const SLOTS = 1 << 14;

/** Neighbours come into different slots. */
function roomHash({ floor, wing, room }: RoomAddress): number {
  return Math.imul(floor, 0x9e3779b1) ^ Math.imul(room, 0x85ebca6b) ^ (wingType(wing).seed << 24);
}

function sensorHash(address: Address): number {
  return roomHash(address) ^ sensorType(address.sensor).seed;
}

function isSameRoom(one: RoomAddress, other: RoomAddress): boolean {
  return (
    one.room === other.room &&
    one.floor === other.floor &&
    one.wing === other.wing &&
    one.building === other.building
  );
}

function isSameSensor(one: Address, other: Address): boolean {
  return one.sensor === other.sensor && isSameRoom(one, other);
}
