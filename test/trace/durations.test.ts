import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Durations } from '../../src/trace/durations.ts';

it('knows quantiles to 2 %, and count, mean, least and most exactly', () => {
  const values = fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, (list) => {
      const durations = new Durations();
      for (const value of list) durations.add(value);
      const sorted = [...list].sort((a, b) => a - b);
      const summary = durations.summary();
      expect(summary).toMatchObject({ count: list.length, min: sorted[0], max: sorted.at(-1) });
      expect(summary?.mean).toBeCloseTo(list.reduce((sum, value) => sum + value, 0) / list.length, 3);
      for (const [share, quantile] of [
        [0.5, summary?.median],
        [0.95, summary?.p95],
      ] as const) {
        const exact = sorted[Math.ceil(share * list.length) - 1] ?? 0;
        expect((quantile ?? 0) / exact).toBeGreaterThan(0.98);
        expect((quantile ?? 0) / exact).toBeLessThan(1.02);
      }
    }),
  );
});

it('has no summary of nothing', () => {
  expect(new Durations().summary()).toBeUndefined();
});
