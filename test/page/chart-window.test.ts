import { expect, it } from 'vitest';
import { type ChartWindow, movedWindow, WHOLE, windowSpan } from '../../src/page/chart-window.ts';

const HOUR = [1000, 4600] as const;

it('shows all there is, or the newest part', () => {
  expect(windowSpan(HOUR, WHOLE)).toEqual(HOUR);
  expect(windowSpan(HOUR, { spanS: 300, endS: undefined })).toEqual([4300, 4600]);
  expect(windowSpan([4500, 4600], { spanS: 300, endS: undefined })).toEqual([4500, 4600]);
});

it('scrolls back to the beginning, stands still there, and comes back to now', () => {
  let window: ChartWindow = { spanS: 900, endS: undefined };
  window = movedWindow(window, HOUR, 'earlier');
  expect(windowSpan(HOUR, window)).toEqual([3250, 4150]);
  expect(windowSpan([1100, 4700], window)).toEqual([3250, 4150]);
  for (let n = 0; n < 20; n++) window = movedWindow(window, HOUR, 'earlier');
  expect(windowSpan(HOUR, window)).toEqual([1000, 1900]);
  // The hour goes on, and takes the window with it.
  expect(windowSpan([2000, 5600], window)).toEqual([2000, 2900]);
  for (let n = 0; n < 20; n++) window = movedWindow(window, HOUR, 'later');
  expect(window).toEqual({ spanS: 900, endS: undefined });
});

it('comes back to now in as many steps as it went, though the time went on', () => {
  const earlier = movedWindow({ spanS: 300, endS: undefined }, HOUR, 'earlier');
  expect(movedWindow(earlier, [1070, 4670], 'later')).toEqual({ spanS: 300, endS: undefined });
  expect(movedWindow(earlier, [1200, 4800], 'later')).toEqual({ spanS: 300, endS: 4600 });
});

it('has nowhere to go while it shows all', () => {
  expect(movedWindow(WHOLE, HOUR, 'earlier')).toEqual(WHOLE);
});
