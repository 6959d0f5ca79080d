import { ROOM_TYPES } from '../building/room-type.ts';
import { type BuildingDay, buildingDay } from './building-day.ts';
import { remembered, rememberedLatest } from './memo.ts';
import { boutsOf, DAY_BEGINS, type Workday } from './occupancy.ts';
import type { Room } from './room.ts';
import { localDay, startOfDay } from './site.ts';

/** A room at a moment, with the facts of the day for the models of the sensors. */
export interface Moment extends Workday {
  readonly room: Room;
  readonly timeMs: number;
  readonly today: BuildingDay;
  /** Milliseconds since local midnight. */
  readonly sinceMidnight: number;
}

/**
 * Finds the moments of the rooms of one site under one seed. Remembers the latest days, and the latest moment of each
 * room: often several sensors of a room are read at the same moment.
 */
export function createMoments(): (room: Room, timeMs: number) => Moment {
  const dayOf = remembered(BUILDING_DAYS, ({ building }: Room) => building, buildingDay);
  const workdayOf = remembered(ROOM_DAYS, peopleOf, boutsOf);
  const momentAt = (room: Room, timeMs: number): Moment => {
    const day = localDay(room.site, timeMs);
    const workday = localDay(room.site, timeMs - DAY_BEGINS);
    return {
      room,
      timeMs,
      today: dayOf(room, day),
      sinceMidnight: timeMs - startOfDay(room.site, day),
      bouts: workdayOf(room, workday),
      sinceWorkday: timeMs - startOfDay(room.site, workday),
    };
  };
  return rememberedLatest(ROOMS, ({ hash }: Room) => hash, momentAt);
}

/** Rooms with the same number have the same people. Of a million rooms some share a hash, but not a type. */
function peopleOf({ hash, type }: Room): number {
  return hash * ROOM_TYPES.length + ROOM_TYPES.indexOf(type);
}

/** Some 10 kB each. */
const BUILDING_DAYS = 64;
/** Some 200 bytes each. */
const ROOM_DAYS = 4096;
/** Some 100 bytes each. */
const ROOMS = 4096;
