import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mix } from '../../src/simulator/hash.ts';
import { sortedByKey } from '../../src/simulator/radix-sort.ts';

function byComparison(keys: Uint32Array): number[] {
  return [...keys.keys()].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
}

it('orders few keys, equal ones as they stand', () => {
  fc.assert(
    fc.property(fc.uint32Array({ maxLength: 50 }), (keys) => {
      expect([...sortedByKey(keys)]).toEqual(byComparison(keys));
    }),
  );
});

it.each([
  ['spread over all of 32 bits', (i: number) => mix(3, i)],
  ['with many equals', (i: number) => mix(3, i) % 7],
  ['with equal halves', (i: number) => (i % 3) * 0x1_0000 + ((i * 7) % 5)],
])('orders many keys %s', (_, keyOf) => {
  const keys = new Uint32Array(30_000).map((_key, i) => keyOf(i));
  expect([...sortedByKey(keys)]).toEqual(byComparison(keys));
});
