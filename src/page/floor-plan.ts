import type { Wing } from '../building/wings.ts';

/** The place of a room on its floor, in cells from the upper left corner; a cell is 1 wide and 1 high. */
export interface RoomPlace {
  readonly x: number;
  readonly y: number;
}

/** The shape of a floor: a core, and an arm for each wing. */
export interface FloorShape {
  /** The side of the square around the cross, in cells. */
  readonly side: number;
  readonly core: Box;
  readonly arms: readonly Box[];
  /** The place of the n-th room of a wing, counted from 0 at the core. */
  readonly place: (wing: Wing, n: number) => RoomPlace;
}

export interface Box extends RoomPlace {
  readonly width: number;
  readonly height: number;
}

/** Up to so many rooms stand in pairs on the two sides of one corridor. */
const MAX_PAIRED = 12;
/** The width of the corridor between the two halves of an arm. */
const CORRIDOR = 0.25;

/** The floor for wings of at most so many rooms. All wings have the size of the largest, so that floors look alike. */
export function floorShape(rooms: number): FloorShape {
  const across = acrossOf(rooms);
  const half = across / 2;
  const length = Math.max(1, Math.ceil(rooms / across));
  const width = across + CORRIDOR;
  const core = { x: length, y: length, width, height: width };
  const side = 2 * length + width;
  const end = length + width;
  const place = (wing: Wing, n: number): RoomPlace => {
    const away = Math.floor(n / across);
    const nth = n % across;
    // Even and odd numbers on the two sides of the corridor, from the corridor outwards in a wide arm.
    const isFar = nth % 2 === 1;
    const step = Math.floor(nth / 2);
    const sideways = length + (isFar ? half + CORRIDOR + step : half - 1 - step);
    switch (wing) {
      case 'N':
        return { x: sideways, y: length - 1 - away };
      case 'S':
        return { x: sideways, y: end + away };
      case 'E':
        return { x: end + away, y: sideways };
      case 'O':
        return { x: length - 1 - away, y: sideways };
    }
  };
  const arms = [
    { x: length, y: 0, width, height: length },
    { x: length, y: end, width, height: length },
    { x: end, y: length, width: length, height: width },
    { x: 0, y: length, width: length, height: width },
  ];
  return { side, core, arms, place };
}

/** The number of rooms side by side in an arm, even. Larger wings become wider, so that the cross stays a cross. */
function acrossOf(rooms: number): number {
  if (rooms <= MAX_PAIRED) return 2;
  return Math.max(2, 2 * Math.floor(Math.sqrt(2 * rooms) / 2));
}

/** In the order of people: the ground floor and up, then the basements from the top down. */
export function byFloor(a: number, b: number): number {
  if (a >= 0 !== b >= 0) return a >= 0 ? -1 : 1;
  return Math.abs(a) - Math.abs(b);
}

/** The largest room number that is a place in its wing. Beyond it rooms stand close, in the order of their numbers. */
const MAX_NUMBERED = 24;

/** The place in the wing for each room number of a building, counted from 0, and the number of places. */
export function roomPlaces(numbers: Iterable<number>): {
  readonly places: number;
  readonly placeOf: (n: number) => number;
} {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const largest = sorted.at(-1) ?? 1;
  if (largest <= Math.max(MAX_NUMBERED, 2 * sorted.length)) {
    return { places: largest, placeOf: (n) => n - 1 };
  }
  const ranks = new Map(sorted.map((n, i) => [n, i]));
  return { places: sorted.length, placeOf: (n) => ranks.get(n) ?? 0 };
}
