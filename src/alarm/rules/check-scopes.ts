import type { Address } from '../../building/address.ts';
import { formatIntSet } from '../../building/int-set.ts';
import { type Problem, START } from '../../yaml/document.ts';
import type { Rule, RuleScope } from './rule.ts';
import { type RoomTypeOf, scopeCovers } from './scope.ts';

/** A building of a layout file. */
export interface KnownBuilding {
  readonly name: string;
  /** All of its sensors; may be called often. */
  readonly addresses: () => Iterable<Address>;
  readonly roomTypeOf: RoomTypeOf;
}

/** A problem for each rule with a scope without sensors in a building, and the part of the scope to blame. */
export function checkScopes(rules: readonly Rule[], building: KnownBuilding): Problem[] {
  return uncovered(rules, ({ scope }) => scope, building).map((rule) => ({
    ...(rule.at ?? START),
    message: `rule '${rule.name}' covers no sensor of ${building.name}: ${blame(rule.scope, building)}`,
  }));
}

function blame(scope: RuleScope, building: KnownBuilding): string {
  const parts = (Object.keys(scope) as (keyof RuleScope)[]).filter((part) => scope[part] !== undefined);
  const alone = uncovered(parts, (part) => ({ [part]: scope[part] }), building);
  if (alone.length === 0) return 'no sensor is in all parts of its scope at once';
  return alone.map((part) => `there is no ${describePart(part, scope)}`).join(', ');
}

function describePart(part: keyof RuleScope, scope: RuleScope): string {
  switch (part) {
    case 'floor':
    case 'room':
      return `${part} ${formatIntSet(scope[part] ?? [])}`;
    case 'building':
    case 'wing':
    case 'sensor':
      return `${part} ${scope[part]?.join(', ')}`;
    case 'roomType':
      return `room that is said to be of type ${scope.roomType?.join(', ')}`;
  }
}

/** The items with a scope that covers no sensor. */
function uncovered<T>(
  items: readonly T[],
  scopeOf: (item: T) => RuleScope,
  { addresses, roomTypeOf }: KnownBuilding,
): readonly T[] {
  let left = items;
  for (const address of addresses()) {
    if (left.length === 0) break;
    if (left.some((item) => scopeCovers(scopeOf(item), address, roomTypeOf)))
      left = left.filter((item) => !scopeCovers(scopeOf(item), address, roomTypeOf));
  }
  return left;
}
