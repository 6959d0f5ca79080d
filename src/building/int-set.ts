/** A set of integers as sorted, disjoint, non-adjacent ranges: `--room 1-1000000` costs one pair. */
export type IntSet = readonly IntRange[];
export type IntRange = readonly [first: number, last: number];

/** Sorts ranges and merges ranges without a gap in between. Each range must have first <= last. */
export function intSet(ranges: readonly IntRange[]): IntSet {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

export function intSetHas(set: IntSet, value: number): boolean {
  return set.some(([first, last]) => value >= first && value <= last);
}

export function intSetSize(set: IntSet): number {
  return set.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** Every member, ascending. */
export function intSetValues(set: IntSet): number[] {
  return set.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

/** The members of both sets. */
export function intSetIntersection(a: IntSet, b: IntSet): IntSet {
  const common = a.flatMap(([first, last]) =>
    b.map(([otherFirst, otherLast]): IntRange => [Math.max(first, otherFirst), Math.min(last, otherLast)]),
  );
  return intSet(common.filter(([first, last]) => first <= last));
}

/** The members of one set without the members of the other. */
export function intSetDifference(from: IntSet, without: IntSet): IntSet {
  return without.reduce<IntSet>(
    (rest, [first, last]) =>
      rest.flatMap(([low, high]): IntRange[] => {
        const below: IntRange = [low, Math.min(high, first - 1)];
        const above: IntRange = [Math.max(low, last + 1), high];
        return [below, above].filter(([start, end]) => start <= end);
      }),
    from,
  );
}

/** The n-th member, counted from 0; n must be below the size. */
export function intSetAt(set: IntSet, n: number): number {
  let rest = n;
  for (const [first, last] of set) {
    const size = last - first + 1;
    if (rest < size) return first + rest;
    rest -= size;
  }
  throw new RangeError(`no member ${n} in a set of ${intSetSize(set)}`);
}

/** A set as people write sets: `2,4-6`. */
export function formatIntSet(set: IntSet): string {
  return set.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
