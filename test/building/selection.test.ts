import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/building/address.ts';
import { intSet } from '../../src/building/int-set.ts';
import { countFilters, type Selection, selectionFilters, selects } from '../../src/building/selection.ts';
import { SENSOR_KINDS, type SensorKind } from '../../src/building/sensors.ts';
import { formatTopic } from '../../src/building/topic.ts';
import { WINGS, type Wing } from '../../src/building/wings.ts';
import { filterMatches } from '../../src/mqtt-protocol/topic.ts';

const BUILDINGS = ['A', 'B', 'other'];
const FLOORS = [-1, 0, 1, 2, 30];
const ROOMS = [1, 2, 3, 40];

/** Every sensor of a small world, larger than each selection below. */
const UNIVERSE: readonly Address[] = BUILDINGS.flatMap((building) =>
  FLOORS.flatMap((floor) =>
    WINGS.flatMap((wing) =>
      ROOMS.flatMap((room) => SENSOR_KINDS.map((sensor) => ({ building, floor, wing, room, sensor }))),
    ),
  ),
);

const some = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const ints = (values: readonly number[]) =>
  some(values).map((chosen) => intSet(chosen.map((value) => [value, value] as const)));
const anySelection: fc.Arbitrary<Selection> = fc.record(
  {
    building: some(['A', 'B']),
    floor: ints([-1, 0, 1, 2]),
    wing: some<Wing>(WINGS),
    room: ints([1, 2, 3]),
    sensor: some<SensorKind>(SENSOR_KINDS),
  },
  { requiredKeys: [] },
);

describe('the filters of a selection', () => {
  it.each<readonly [string, Selection, readonly string[]]>([
    ['nothing named', {}, ['+/+/+/+/+']],
    ['a sensor', { sensor: ['TEMP'] }, ['+/+/+/+/TEMP']],
    [
      'the vibration of a wing',
      { building: ['EPS'], floor: intSet([[2, 2]]), wing: ['O'], sensor: ['VIBR'] },
      ['EPS/P_2/O/+/VIBR'],
    ],
    ['a basement', { floor: intSet([[-1, 0]]) }, ['+/P_-1/+/+/+', '+/P_0/+/+/+']],
    ['all wings', { wing: ['O', 'E', 'S', 'N'] }, ['+/+/+/+/+']],
    ['all kinds, some twice', { sensor: [...SENSOR_KINDS, 'TEMP'] }, ['+/+/+/+/+']],
    ['a building twice', { building: ['A', 'A'] }, ['A/+/+/+/+']],
  ])('%s', (_what, selection, filters) => {
    expect(selectionFilters(selection)).toEqual(filters);
  });

  it.each(['MIOT/jane', '/MIOT', ''])('stand below the prefix %j', (prefix) => {
    expect(selectionFilters({ building: ['A'] }, prefix)).toEqual([`${prefix}/A/+/+/+/+`]);
  });

  it('match what is selected, nothing else, and nothing twice', () => {
    fc.assert(
      fc.property(anySelection, (selection) => {
        const filters = selectionFilters(selection);
        for (const address of UNIVERSE) {
          const hits = filters.filter((filter) => filterMatches(filter, formatTopic(address))).length;
          if (hits !== (selects(selection, address) ? 1 : 0))
            throw new Error(`${hits}: ${formatTopic(address)}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  /**
   * If two selected sensors differ in a level not selected as a whole, they can't share a filter: a filter for both
   * has `+` there and also matches an unselected sensor. The largest such set of sensors
   * is one for each combination of named values: no fewer filters will do.
   */
  it('are as few as can be: of their sensors no two could share a filter', () => {
    fc.assert(
      fc.property(anySelection, (selection) => {
        const filters = selectionFilters(selection);
        expect(countFilters(selection)).toBe(filters.length);
        const witnesses = filters.flatMap((filter) => {
          const witness = UNIVERSE.find((address) => filterMatches(filter, formatTopic(address)));
          return witness === undefined ? [] : [formatTopic(witness).split('/')];
        });
        expect(witnesses).toHaveLength(filters.length);
        for (const [i, one] of witnesses.slice(0, 40).entries()) {
          for (const other of witnesses.slice(i + 1, 40)) {
            const shared = one.map((level, n) => (level === other[n] ? level : '+')).join('/');
            const tooMuch = UNIVERSE.some(
              (address) => filterMatches(shared, formatTopic(address)) && !selects(selection, address),
            );
            if (!tooMuch) throw new Error(`${one.join('/')} and ${other.join('/')} could share ${shared}`);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are not made above 10,000', () => {
    const selection = { floor: intSet([[1, 101]]), room: intSet([[1, 100]]) };
    expect(countFilters(selection)).toBe(10_100);
    expect(() => selectionFilters(selection)).toThrow(RangeError);
  });
});
