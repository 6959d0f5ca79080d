import { describe, expect, it } from 'vitest';
import {
  addPoint,
  type ChartData,
  chartData,
  tableRows,
  timeSpan,
  valueSpan,
} from '../../src/page/series.ts';

const empty = (): ChartData => [[], [], []];

describe('the points of a chart', () => {
  it('begin with the history, and go on with live values', () => {
    const data = chartData([[10_000, 1, 3]]);
    addPoint(data, 20_500, 2);
    expect(data).toEqual([
      [10, 20.5],
      [1, 2],
      [3, 2],
    ]);
  });

  it('are at most 3,600, of the last hour', () => {
    const data = empty();
    for (let n = 0; n < 5000; n++) addPoint(data, n * 100, n);
    expect(data.map(({ length }) => length)).toEqual([3600, 3600, 3600]);
    addPoint(data, 4_000_000, 1);
    expect(data[0][0]).toBeGreaterThanOrEqual(400);
  });

  it('never go back in time', () => {
    const data = empty();
    addPoint(data, 2000, 1);
    addPoint(data, 1000, 2);
    expect(data[0]).toEqual([2, 2]);
  });
});

describe('the span of values', () => {
  it('takes in a limit that is near, not one that would flatten the line', () => {
    const data = chartData([
      [0, 20, 24],
      [1, 22, 26],
    ]);
    const [min, max] = valueSpan(data, [27, 100, 18, -200], 0.01);
    expect(min).toBeLessThan(18);
    expect(min).toBeGreaterThan(10);
    expect(max).toBeGreaterThan(27);
    expect(max).toBeLessThan(40);
  });

  it('is some span without values, and around one value', () => {
    expect(valueSpan(empty(), [27], 0.01)).toEqual([0, 1]);
    const [min, max] = valueSpan(chartData([[0, 5, 5]]), [], 0.01);
    expect(min).toBeLessThan(5);
    expect(max).toBeGreaterThan(5);
  });
});

it('the span of time is an hour, or as long as the run, or a minute', () => {
  const data = chartData([[100_000, 1, 1]]);
  expect(timeSpan(data, 10_000)).toEqual([6400, 10_000]);
  expect(timeSpan(data, 1000)).toEqual([100, 1000]);
  expect(timeSpan(data, 110)).toEqual([50, 110]);
  expect(timeSpan(empty(), 110)).toEqual([50, 110]);
});

it('the table of a chart has a row for five minutes', () => {
  const rows = chartData([
    [0, 1, 2],
    [299_000, 0, 5],
    [300_000, 3, 4],
  ]);
  expect(tableRows(rows)).toEqual([
    [0, 0, 5],
    [300, 3, 4],
  ]);
});
