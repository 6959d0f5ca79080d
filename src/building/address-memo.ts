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
  // No object for both: among a million sensors nothing is asked for twice, and what is kept costs the collector most.
  const addresses = new Array<A | undefined>(SLOTS);
  const results = new Array<T>(SLOTS);
  return (address) => {
    const slot = Math.imul(hashOf(address), 0xc2b2ae35) >>> 18;
    const known = addresses[slot];
    if (known !== undefined && isSame(known, address)) return results[slot] as T;
    const result = compute(address);
    addresses[slot] = address;
    results[slot] = result;
    return result;
  };
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
