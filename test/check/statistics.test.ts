import { describe, expect, it } from 'vitest';
import {
  gapsBetweenBursts,
  messagesToSeeAll,
  robustVariation,
  variation,
} from '../../src/check/statistics.ts';

/** A generator with a fixed seed (Park and Miller). */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function waits(seed: number, count: number, from: number, to: number): number[] {
  const random = randoms(seed);
  return Array.from({ length: count }, () => from + random() * (to - from));
}

describe('waits', () => {
  it('of one burst are none', () => {
    expect(gapsBetweenBursts([0, 1, 5, 19, 1000, 1019, 3000])).toEqual([981, 1981]);
    expect(gapsBetweenBursts([])).toEqual([]);
  });

  it('of a uniform draw from 1 to 3 s always count as random, of 20 waits', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      expect(variation(waits(seed, 20, 1000, 3000))).toBeGreaterThan(0.15);
      expect(robustVariation(waits(seed, 20, 1000, 3000))).toBeGreaterThan(0.02);
    }
  });

  it('of a fixed sleep count as fixed, with some late messages among them', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const gaps = waits(seed, 30, 2000, 2020).map((gap, i) => (i % 10 === 0 ? gap + 300 : gap));
      expect(variation(gaps)).toBeLessThan(0.15);
      expect(robustVariation(gaps)).toBeLessThan(0.02);
    }
  });
});

it('knows the messages to see all kinds', () => {
  expect(messagesToSeeAll(1, 1e-5)).toBe(1);
  const count = messagesToSeeAll(4, 1e-5);
  expect(4 * 0.75 ** count).toBeLessThanOrEqual(1e-5);
  expect(4 * 0.75 ** (count - 1)).toBeGreaterThan(1e-5);
});
