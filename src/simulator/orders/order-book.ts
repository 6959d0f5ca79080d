import type { Address, RoomAddress } from '../../building/address.ts';
import type { Occurrence } from '../faults/fault-type.ts';
import type { ActiveFault, FaultSchedule } from '../faults/schedule.ts';
import type { PlaceSeeds } from '../place-seeds.ts';
import { RoomControls } from './room-controls.ts';
import type { RoomOrder } from './room-order.ts';

/**
 * The orders to the rooms so far. Their effects join those of faults: a reading is a pure function of the seed, the
 * address, the time and the orders.
 */
export class OrderBook implements FaultSchedule {
  readonly #rooms = new Map<
    string,
    { readonly startMs: number; readonly active: readonly ActiveFault[]; readonly controls: RoomControls }
  >();

  /** @param timeMs later than every reading so far */
  add(room: RoomAddress, order: RoomOrder, timeMs: number): void {
    const key = keyOf(room);
    const known = this.#rooms.get(key);
    const controls = known?.controls ?? new RoomControls();
    controls.order(order, timeMs);
    if (known !== undefined) return;
    const active = [{ effects: controls.effects, occurrence: ORDERS }];
    this.#rooms.set(key, { startMs: timeMs, active, controls });
  }

  activeAt(address: Address, _places: PlaceSeeds, timeMs: number): readonly ActiveFault[] {
    if (this.#rooms.size === 0) return NONE;
    const room = this.#rooms.get(keyOf(address));
    return room === undefined || timeMs < room.startMs ? NONE : room.active;
  }
}

function keyOf({ building, floor, wing, room }: RoomAddress): string {
  return `${building}/${floor}/${wing}/${room}`;
}

const NONE: readonly ActiveFault[] = [];
/** The controls know the times of the orders. */
const ORDERS: Occurrence = {
  id: 'orders',
  hash: 0,
  startMs: Number.NEGATIVE_INFINITY,
  endMs: Number.POSITIVE_INFINITY,
  severity: 0,
  params: {},
};
