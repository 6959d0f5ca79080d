import type { RoomType } from '../building/room-type.ts';
import { type Hash, hashText, mix, uniform } from './hash.ts';

/** Rooms are numbered from the facade to the core, and begin again after this many. */
const ROOMS_IN_ROW = 6;

/**
 * The type of a room without a named type: of each row of six, three offices at the facade, then in any order an office
 * without a window, a meeting room, and a corridor, server or plant room.
 *
 * @param zone of the room's wing and floor
 */
export function typeOfRoom(zone: Hash, room: number): RoomType {
  const position = (room - 1) % ROOMS_IN_ROW;
  if (position < 3) return 'office';
  const row = mix(mix(zone, TYPE), Math.floor((room - 1) / ROOMS_IN_ROW));
  const turn = Math.floor(uniform(row) * 3);
  switch ((position + turn) % 3) {
    case 0:
      return 'interior';
    case 1:
      return 'meeting';
    default:
      return serviceRoom(uniform(mix(row, 1)));
  }
}

function serviceRoom(draw: number): RoomType {
  if (draw < 0.6) return 'corridor';
  return draw < 0.8 ? 'server' : 'plant';
}

const TYPE = hashText('room type');
