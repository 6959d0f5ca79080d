import type { Address } from './address.ts';
import { type IntSet, intSetAt, intSetHas, intSetIntersection, intSetSize, intSetValues } from './int-set.ts';
import type { Selection } from './selection.ts';
import type { SensorKind } from './sensors.ts';
import type { Wing } from './wings.ts';

/**
 * The sensors of a building as blocks of like rooms: a million sensors take a few kilobytes. Sensors are numbered from
 * 0 in the order of the blocks, then rooms, then sensors.
 */
export interface Layout {
  readonly blocks: readonly Block[];
  /** The number of each block's first sensor. */
  readonly firsts: readonly number[];
  /** The number of all sensors. */
  readonly size: number;
}

/** Rooms of one wing with the same sensors. */
export interface Block {
  readonly building: string;
  readonly floor: number;
  readonly wing: Wing;
  readonly rooms: IntSet;
  readonly sensors: readonly SensorKind[];
}

export function layoutOf(blocks: readonly Block[]): Layout {
  const filled = blocks.filter((block) => blockSize(block) > 0);
  const firsts: number[] = [];
  let size = 0;
  for (const block of filled) {
    firsts.push(size);
    size += blockSize(block);
  }
  return { blocks: filled, firsts, size };
}

export interface UniformBuilding {
  readonly building: string;
  readonly floors: IntSet;
  /** In each wing of each floor. */
  readonly rooms: IntSet;
  /** In each room. */
  readonly sensors?: readonly SensorKind[];
}

/** The default building. New kinds and new wings don't change this building: options or a layout file name them. */
export const DEFAULT_WINGS: readonly Wing[] = ['N', 'S', 'E', 'O'];
export const DEFAULT_SENSORS: readonly SensorKind[] = ['TEMP', 'HUM', 'LUX', 'VIBR'];

/** A building whose floors all have four wings with the same rooms, and every room the same sensors. */
export function uniformLayout({
  building,
  floors,
  rooms,
  sensors = DEFAULT_SENSORS,
}: UniformBuilding): Layout {
  return layoutOf(
    intSetValues(floors).flatMap((floor) =>
      DEFAULT_WINGS.map((wing) => ({ building, floor, wing, rooms, sensors })),
    ),
  );
}

/** The selected part of a layout. */
export function narrowLayout(layout: Layout, { building, floor, wing, room, sensor }: Selection): Layout {
  return layoutOf(
    layout.blocks
      .filter((block) => building?.includes(block.building) ?? true)
      .filter((block) => floor === undefined || intSetHas(floor, block.floor))
      .filter((block) => wing?.includes(block.wing) ?? true)
      .map((block) => ({
        ...block,
        rooms: room === undefined ? block.rooms : intSetIntersection(block.rooms, room),
        sensors: block.sensors.filter((kind) => sensor?.includes(kind) ?? true),
      })),
  );
}

/** The n-th sensor, counted from 0. Throws RangeError if there is none. */
export function addressAt(layout: Layout, n: number): Address {
  const index = lastAtMost(layout.firsts, n);
  const block = layout.blocks[index];
  const first = layout.firsts[index];
  if (block === undefined || first === undefined || n >= layout.size) {
    throw new RangeError(`no sensor ${n} in a layout of ${layout.size}`);
  }
  return addressInBlock(block, n - first);
}

/** Every sensor, in order, one at a time. */
export function* addressesOf(layout: Layout): Generator<Address> {
  for (const block of layout.blocks) {
    const size = blockSize(block);
    for (let n = 0; n < size; n++) yield addressInBlock(block, n);
  }
}

function addressInBlock({ building, floor, wing, rooms, sensors }: Block, n: number): Address {
  const sensor = sensors[n % sensors.length];
  if (sensor === undefined) throw new RangeError('a block without sensors');
  return { building, floor, wing, room: intSetAt(rooms, Math.floor(n / sensors.length)), sensor };
}

/** The position of the last of ascending numbers up to n; -1 if all are above n. */
function lastAtMost(ascending: readonly number[], n: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= n) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function blockSize({ rooms, sensors }: Block): number {
  return intSetSize(rooms) * sensors.length;
}
