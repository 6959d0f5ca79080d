import type { Address } from '../../building/address.ts';
import type { ClientLevel } from '../../building/client-level.ts';
import { intSet } from '../../building/int-set.ts';
import { type Layout, narrowLayout } from '../../building/layout.ts';
import type { Selection } from '../../building/selection.ts';

/** The part of a building around a sensor. */
export function selectionAround(
  { building, floor, wing, room, sensor }: Address,
  level: ClientLevel,
): Selection {
  const whole = { building: [building] };
  if (level === 'building') return whole;
  const ofFloor = { ...whole, floor: intSet([[floor, floor]]) };
  if (level === 'floor') return ofFloor;
  const ofWing = { ...ofFloor, wing: [wing] };
  if (level === 'wing') return ofWing;
  const ofRoom = { ...ofWing, room: intSet([[room, room]]) };
  return level === 'room' ? ofRoom : { ...ofRoom, sensor: [sensor] };
}

/** The sensors of a layout in the part of the building around a sensor. */
export function partOfLayout(layout: Layout, address: Address, level: ClientLevel): Layout {
  return narrowLayout(layout, selectionAround(address, level));
}
