import { describe, expect, it } from 'vitest';
import { intSet } from '../../src/building/int-set.ts';
import { addressesOf, uniformLayout } from '../../src/building/layout.ts';
import { addressHash, inShard } from '../../src/building/shard.ts';

const layout = uniformLayout({ building: 'BUILDING', floors: intSet([[1, 10]]), rooms: intSet([[1, 50]]) });
const addresses = [...addressesOf(layout)];

describe('shards', () => {
  it.each([1, 2, 3, 7, 16])('of %i: each sensor is in exactly one', (n) => {
    const numbers = Array.from({ length: n }, (_, i) => i + 1);
    const wrong = addresses.filter(
      (address) => numbers.filter((k) => inShard(address, { k, n })).length !== 1,
    );
    expect(wrong).toEqual([]);
  });

  it.each([2, 3, 7, 16])('of %i: are of like size', (n) => {
    const share = layout.size / n;
    for (let k = 1; k <= n; k++) {
      const size = addresses.filter((address) => inShard(address, { k, n })).length;
      // Five deviations of a binomial draw.
      expect(Math.abs(size - share)).toBeLessThan(5 * Math.sqrt(share * (1 - 1 / n)));
    }
  });

  // Workers of different releases and machines must agree, so these numbers never change.
  it.each([
    ['BUILDING', 2, 'O', 4, 'TEMP', 1_061_999_038],
    ['EPS', -1, 'N', 12, 'VIBR', 2_471_205_735],
    ['edificio ñ', 0, 'S', 1, 'HUM', 1_769_260_318],
  ] as const)(
    'the hash of %s floor %i %s %i %s stays what it is',
    (building, floor, wing, room, sensor, hash) => {
      expect(addressHash({ building, floor, wing, room, sensor })).toBe(hash);
    },
  );
});
