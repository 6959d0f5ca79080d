import {
  type IntSet,
  intSetDifference,
  intSetIntersection,
  intSetSize,
  intSetValues,
} from '../building/int-set.ts';
import type { RoomType } from '../building/room-type.ts';
import type { SensorKind } from '../building/sensors.ts';
import type { Wing } from '../building/wings.ts';

/** Like rooms of one wing of a floor. */
export interface RoomGroup {
  readonly floor: number;
  readonly wing: Wing;
  readonly rooms: IntSet;
  readonly type: RoomType | undefined;
  readonly sensors: readonly SensorKind[];
}

/** Like rooms of several floors and wings. */
export interface RoomsEntry {
  readonly floors: IntSet;
  readonly wings: readonly Wing[];
  readonly rooms: IntSet;
  readonly type: RoomType | undefined;
  readonly sensors: readonly SensorKind[];
}

/** The rooms of a building, each in one group: the group of the last entry about the room. By floor and wing. */
export function roomGroups(entries: readonly RoomsEntry[]): RoomGroup[] {
  const zones = new Map<string, readonly RoomGroup[]>();
  for (const { floors, wings, ...like } of entries) {
    for (const floor of intSetValues(floors)) {
      for (const wing of wings) {
        const key = `${floor}${wing}`;
        const earlier = (zones.get(key) ?? []).flatMap((group) => withoutRooms(group, like.rooms));
        zones.set(key, [...earlier, { ...like, floor, wing }]);
      }
    }
  }
  return [...zones.values()].flat();
}

function withoutRooms(group: RoomGroup, rooms: IntSet): RoomGroup[] {
  if (intSetSize(intSetIntersection(group.rooms, rooms)) === 0) return [group];
  const rest = intSetDifference(group.rooms, rooms);
  return intSetSize(rest) === 0 ? [] : [{ ...group, rooms: rest }];
}
