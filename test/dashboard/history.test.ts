import { describe, expect, it } from 'vitest';
import { History } from '../../src/dashboard/history.ts';
import { START } from './observations.ts';

describe('the history of a sensor', () => {
  it('keeps the smallest and the largest value of ten seconds', () => {
    const history = new History();
    for (const [second, value] of [
      [0, 5],
      [3, 9],
      [9, 1],
      [10, 4],
    ] as const)
      history.add(value, START + second * 1000);
    expect(history.rows(START + 20_000)).toEqual([
      [START, 1, 9],
      [START + 10_000, 4, 4],
    ]);
  });

  it('keeps an hour, in order, however long it runs', () => {
    const history = new History();
    for (let step = 0; step < 1000; step++) history.add(step, START + step * 10_000);
    const rows = history.rows(START + 999 * 10_000);
    expect(rows).toHaveLength(360);
    expect(rows.map(([, min]) => min)).toEqual(Array.from({ length: 360 }, (_, i) => 640 + i));
  });

  it('forgets what is older than an hour without a later value', () => {
    const history = new History();
    history.add(1, START);
    expect(history.rows(START + 3_599_000)).toHaveLength(1);
    expect(history.rows(START + 3_600_000)).toHaveLength(0);
  });

  it('counts a clock that was set back to the newest step', () => {
    const history = new History();
    history.add(1, START + 10_000);
    history.add(2, START);
    expect(history.rows(START + 20_000)).toEqual([[START + 10_000, 1, 2]]);
  });
});
