import { describe, expect, it } from 'vitest';
import { readSeries } from '../../../src/alarm/rule-tests/series.ts';

describe('readSeries', () => {
  it.each<[string, unknown[]]>([
    ['', []],
    ['20', [20]],
    ['20+0.5x3', [20, 20.5, 21, 21.5]],
    ['20-1x2', [20, 19, 18]],
    ['0.1+0.1x3', [0.1, 0.2, 0.3, 0.4]],
    ['-5x1', [-5, -5]],
    ['20x0', [20]],
    ['1e3', [1000]],
    ['20 _ 21', [20, 'missing', 21]],
    ['_x3 20', ['missing', 'missing', 'missing', 20]],
    ['20 stale', [20, 'stale']],
  ])('%j', (text, steps) => {
    expect(readSeries(text)).toEqual(steps);
  });

  it.each(['x', '20+x3', '20+1', 'a', '20x9999999', '1x99999 1x99999', '20+0.5x-1', 'NaN', 'stalex3'])(
    '%j is none',
    (text) => {
      expect(() => readSeries(text)).toThrow(/none of|more than/);
    },
  );
});
