import type { RoomAddress } from './address.ts';
import { formatIntSet, type IntSet, intSet, intSetHas } from './int-set.ts';
import type { Layout } from './layout.ts';

/** Why a building has no such room, and what there is instead; undefined for a room of the building. */
export function missingRoom({ blocks }: Layout, address: RoomAddress): string | undefined {
  const { building, floor, wing, room } = address;
  const ofBuilding = blocks.filter((block) => block.building === building);
  if (ofBuilding.length === 0) {
    return `there is no building ${building}, but ${[...new Set(blocks.map((block) => block.building))].join(', ')}`;
  }
  const onFloor = ofBuilding.filter((block) => block.floor === floor);
  if (onFloor.length === 0) {
    const floors = intSet(ofBuilding.map((block) => [block.floor, block.floor]));
    return `${building} has no floor ${floor}, but ${counted('floor', floors)}`;
  }
  const inWing = onFloor.filter((block) => block.wing === wing);
  if (inWing.length === 0) {
    const wings = [...new Set(onFloor.map((block) => block.wing))];
    return `floor ${floor} of ${building} has no wing ${wing}, but ${wings.join(', ')}`;
  }
  const rooms = intSet(inWing.flatMap((block) => block.rooms));
  if (intSetHas(rooms, room)) return undefined;
  return `wing ${wing} of floor ${floor} of ${building} has no room ${room}, but ${counted('room', rooms)}`;
}

/** `floors 1-4`, `floor 1` */
function counted(noun: string, numbers: IntSet): string {
  const [range] = numbers;
  const isOne = numbers.length === 1 && range?.[0] === range?.[1];
  return `${noun}${isOne ? '' : 's'} ${formatIntSet(numbers)}`;
}
