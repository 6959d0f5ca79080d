import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatIntSet,
  type IntRange,
  intSet,
  intSetAt,
  intSetHas,
  intSetIntersection,
  intSetSize,
  intSetValues,
} from '../../src/building/int-set.ts';
import { readIntSet } from '../../src/text/place.ts';

const range = fc
  .tuple(fc.integer({ min: -20, max: 20 }), fc.nat(8))
  .map(([first, more]): IntRange => [first, first + more]);
const ranges = fc.array(range, { maxLength: 6 });
const members = (list: readonly IntRange[]) =>
  [
    ...new Set(
      list.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
    ),
  ].sort((a, b) => a - b);

describe('a set of integers', () => {
  it('is what a plain set of them is', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const [set, other] = [intSet(a), intSet(b)];
        expect(intSetValues(set)).toEqual(members(a));
        expect(intSetSize(set)).toBe(members(a).length);
        expect(members(a).map((_, n) => intSetAt(set, n))).toEqual(members(a));
        for (let n = -30; n <= 30; n++) expect(intSetHas(set, n)).toBe(members(a).includes(n));
        expect(intSetValues(intSetIntersection(set, other))).toEqual(
          members(a).filter((n) => members(b).includes(n)),
        );
        expect(() => intSetAt(set, members(a).length)).toThrow(RangeError);
      }),
    );
  });

  it('is written as it is read, in as few ranges as can be', () => {
    fc.assert(
      fc.property(
        ranges.filter((list) => list.length > 0),
        (list) => {
          const set = intSet(list);
          expect(readIntSet(-100, 100)(formatIntSet(set))).toEqual(set);
          for (const [i, [first]] of set.slice(1).entries())
            expect(first).toBeGreaterThan((set[i]?.[1] ?? 0) + 1);
        },
      ),
    );
  });
});
