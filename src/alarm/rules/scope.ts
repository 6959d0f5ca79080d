import type { Address } from '../../building/address.ts';
import { intSetSize } from '../../building/int-set.ts';
import { listsMeet, selectionsMeet, selects } from '../../building/selection.ts';
import type { RuleScope } from './rule.ts';

/** The type of a sensor's room (`office`, `server`); undefined without a layout. */
export type RoomTypeOf = (address: Address) => string | undefined;

export function scopeCovers(scope: RuleScope, address: Address, roomTypeOf: RoomTypeOf): boolean {
  if (!selects(scope, address)) return false;
  if (scope.roomType === undefined) return true;
  const type = roomTypeOf(address);
  return type !== undefined && scope.roomType.includes(type);
}

/** True if a sensor can be in both scopes. */
export function scopesMeet(a: RuleScope, b: RuleScope): boolean {
  return selectionsMeet(a, b) && listsMeet(a.roomType, b.roomType);
}

/**
 * Orders scopes, the most specific first: scopes with rooms, then with room types, wings, floors, buildings, sensors.
 * Of two scopes with the same keys the scope with fewer values comes first. 0 for equally specific scopes.
 */
export function compareScopes(a: RuleScope, b: RuleScope): number {
  const other = narrowness(b);
  for (const [i, size] of narrowness(a).entries()) {
    const difference = size === other[i] ? 0 : size - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The number of values of each key, from the smallest place to the largest; Infinity for an absent key. */
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
