import type { BuildingDay } from './building-day.ts';
import { boutsOf, DAY_BEGINS, type Workday } from './occupancy.ts';
import type { Room } from './room.ts';
import { localDay, startOfDay } from './site.ts';

/** A room at a moment, with what the models of its sensors need to know of the day. */
export interface Moment extends Workday {
  readonly room: Room;
  readonly timeMs: number;
  readonly today: BuildingDay;
  /** Milliseconds since local midnight. */
  readonly sinceMidnight: number;
}

export type DayLookup = (building: number, day: number) => BuildingDay;

export function momentOf(room: Room, timeMs: number, dayOf: DayLookup): Moment {
  const { site, building } = room;
  const day = localDay(site, timeMs);
  const workday = localDay(site, timeMs - DAY_BEGINS);
  return {
    room,
    timeMs,
    today: dayOf(building, day),
    sinceMidnight: timeMs - startOfDay(site, day),
    bouts: boutsOf(room, workday),
    sinceWorkday: timeMs - startOfDay(site, workday),
  };
}
