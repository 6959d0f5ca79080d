import { type Address, isBuildingName } from './address.ts';
import { isSensorKind } from './sensors.ts';
import { isWing } from './wings.ts';

/** The topic of a sensor: `[prefix/]BUILDING/P_<floor>/<wing>/<room>/<sensor>`. */
export function formatTopic(address: Address, prefix?: string): string {
  const { building, floor, wing, room, sensor } = address;
  const topic = `${building}/P_${floor}/${wing}/${room}/${sensor}`;
  return prefix === undefined ? topic : `${prefix}/${topic}`;
}

export interface PlacedAddress {
  readonly address: Address;
  /** The levels in front of the building; undefined for none, `''` for one empty level (`/BUILDING/…`). */
  readonly prefix: string | undefined;
}

/**
 * The address in the last five levels of a topic, or undefined for any other topic. Strict: `P_02`, wing `n`, room `0`
 * and any level behind the sensor make no address.
 */
export function parseTopic(topic: string): PlacedAddress | undefined {
  // Splits only five levels off the end: a hostile topic of thousands of levels costs no array.
  const levels: string[] = [];
  let end = topic.length;
  while (levels.length < 5 && end >= 0) {
    const slash = end === 0 ? -1 : topic.lastIndexOf('/', end - 1);
    levels.unshift(topic.slice(slash + 1, end));
    end = slash;
  }
  const [building, floorLevel, wing, roomLevel, sensor] = levels;
  if (building === undefined || floorLevel === undefined || wing === undefined) return undefined;
  if (roomLevel === undefined || sensor === undefined) return undefined;

  const floor = parseFloorLevel(floorLevel);
  const room = parseRoomLevel(roomLevel);
  if (floor === undefined || room === undefined || !isWing(wing) || !isSensorKind(sensor)) return undefined;
  if (!isBuildingName(building)) return undefined;
  return {
    address: { building, floor, wing, room, sensor },
    prefix: end < 0 ? undefined : topic.slice(0, end),
  };
}

/** True for the online state of a room's client and for the orders to a room: `…/BUILDING/P_2/O/4/status`, `…/set`. */
export function isRoomTopic(topic: string): boolean {
  const room = /^(.*)\/(?:status|set)$/.exec(topic)?.[1];
  return room !== undefined && parseTopic(`${room}/TEMP`) !== undefined;
}

/** The floor of a level like `P_2` or `P_-1`; undefined for `P_02`, `P_+1`, `P_-0`. */
export function parseFloorLevel(level: string): number | undefined {
  return /^P_(0|-?[1-9]\d{0,8})$/.test(level) ? Number(level.slice(2)) : undefined;
}

/** The room of a level like `4`; undefined for `0`, `04`, `-4`. */
export function parseRoomLevel(level: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(level) ? Number(level) : undefined;
}
