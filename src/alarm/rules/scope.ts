import type { Address } from '../../building/address.ts';
import { intSetSize } from '../../building/int-set.ts';
import { listsMeet, selectionsMeet, selects } from '../../building/selection.ts';
import type { RuleScope } from './rule.ts';

/** The type of the room a sensor is in (`office`, `server`), where a layout tells. */
export type RoomTypeOf = (address: Address) => string | undefined;

export function scopeCovers(scope: RuleScope, address: Address, roomTypeOf: RoomTypeOf): boolean {
  if (!selects(scope, address)) return false;
  if (scope.roomType === undefined) return true;
  const type = roomTypeOf(address);
  return type !== undefined && scope.roomType.includes(type);
}

/** Whether there can be a sensor that both scopes cover. */
export function scopesMeet(a: RuleScope, b: RuleScope): boolean {
  return selectionsMeet(a, b) && listsMeet(a.roomType, b.roomType);
}

/**
 * Orders scopes, the most specific first: a rule that names rooms goes before one that names room types, then
 * wings, floors, buildings, sensors; of two that name the same, the one that names fewer. 0 for equally specific.
 */
export function compareScopes(a: RuleScope, b: RuleScope): number {
  const other = narrowness(b);
  for (const [i, size] of narrowness(a).entries()) {
    const difference = size === other[i] ? 0 : size - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** How many of each a scope names, from the smallest part to the largest; Infinity where it names none. */
function narrowness({ room, roomType, wing, floor, building, sensor }: RuleScope): number[] {
  return [
    room === undefined ? Infinity : intSetSize(room),
    roomType?.length ?? Infinity,
    wing?.length ?? Infinity,
    floor === undefined ? Infinity : intSetSize(floor),
    building?.length ?? Infinity,
    sensor?.length ?? Infinity,
  ];
}
