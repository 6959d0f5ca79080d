import type { Address } from '../../building/address.ts';
import type { SensorKind } from '../../building/sensors.ts';
import type { Hash } from '../hash.ts';
import { type PlaceSeeds, roomSeed } from '../place-seeds.ts';
import type { FaultType, NeighbourPosition } from './fault-type.ts';

export interface Neighbour {
  readonly position: NeighbourPosition;
  readonly floors: number;
  readonly rooms: number;
}

/** Rooms of a wing are numbered along it. */
export const NEIGHBOURS: readonly Neighbour[] = [
  { position: 'below', floors: -1, rooms: 0 },
  { position: 'beside', floors: 0, rooms: -1 },
  { position: 'beside', floors: 0, rooms: 1 },
];

/** The same sensor next door; no such room need be. */
export function addressNextDoor(address: Address, { floors, rooms }: Neighbour): Address {
  return { ...address, floor: address.floor + floors, room: address.room + rooms };
}

/** The room next door, undefined in front of the first. */
export function roomNextDoor(address: Address, seeds: PlaceSeeds, neighbour: Neighbour): Hash | undefined {
  const room = address.room + neighbour.rooms;
  if (room < 1) return undefined;
  return roomSeed(seeds.building, address.floor + neighbour.floors, address.wing, room);
}

/** True if a sensor of this kind shows a fault of this type next door. */
export function isFeltNextDoor({ nextDoor }: FaultType, kind: SensorKind): boolean {
  return nextDoor?.sensors.includes(kind) ?? false;
}
