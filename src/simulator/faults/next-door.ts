import type { Address } from '../../building/address.ts';
import type { SensorKind } from '../../building/sensors.ts';
import type { Hash } from '../hash.ts';
import { type Places, roomOf } from '../place.ts';
import type { Effects, FaultType } from './fault-type.ts';

/** How the room that something happens in lies to one that feels it through a ceiling or a wall. */
export type Side = 'below' | 'beside';

/** What the rooms next to the one that has a fault feel of it, at the sensors that feel anything. */
export type NextDoor<P extends string> = Readonly<Record<Side, Effects<P>>> & {
  readonly sensors: readonly SensorKind[];
};

export interface Neighbour {
  readonly side: Side;
  readonly floors: number;
  readonly rooms: number;
}

/** Rooms of a wing are numbered along it. */
export const NEIGHBOURS: readonly Neighbour[] = [
  { side: 'below', floors: -1, rooms: 0 },
  { side: 'beside', floors: 0, rooms: -1 },
  { side: 'beside', floors: 0, rooms: 1 },
];

/** The same sensor next door; no such room need be. */
export function addressNextDoor(address: Address, { floors, rooms }: Neighbour): Address {
  return { ...address, floor: address.floor + floors, room: address.room + rooms };
}

/** The room next door, undefined in front of the first. */
export function roomNextDoor(address: Address, places: Places, neighbour: Neighbour): Hash | undefined {
  const room = address.room + neighbour.rooms;
  if (room < 1) return undefined;
  return roomOf(places.building, address.floor + neighbour.floors, address.wing, room);
}

/** Whether a sensor of this kind feels it when a fault of this type happens next door. */
export function isFeltNextDoor({ nextDoor }: FaultType, kind: SensorKind): boolean {
  return nextDoor?.sensors.includes(kind) ?? false;
}
