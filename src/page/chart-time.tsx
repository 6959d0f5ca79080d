import { signal } from '@preact/signals';
import { type ChartWindow, movedWindow, WHOLE } from './chart-window.ts';
import { nowMs } from './model.ts';
import { HOUR_S } from './series.ts';

/** The part of the last hour on the charts of the open room. */
export const chartWindow = signal<ChartWindow>(WHOLE);

const SPANS = [
  ['', 'the last hour'],
  ['900', '15 minutes'],
  ['300', '5 minutes'],
  ['60', 'a minute'],
] as const;

/** Chooses the part of the last hour: its length, and how far back. */
export function ChartTime() {
  const { spanS, endS } = chartWindow.value;
  const move = (direction: 'earlier' | 'later'): void => {
    const nowS = nowMs.peek() / 1000;
    chartWindow.value = movedWindow(chartWindow.value, [nowS - HOUR_S, nowS], direction);
  };
  return (
    <p class="chart-time">
      <label>
        Charts of{' '}
        <select
          value={spanS ?? ''}
          onChange={({ currentTarget: { value } }) => {
            chartWindow.value = value === '' ? WHOLE : { spanS: Number(value), endS };
          }}
        >
          {SPANS.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {spanS !== undefined && (
        <>
          <button type="button" onClick={() => move('earlier')}>
            Earlier
          </button>
          <button type="button" disabled={endS === undefined} onClick={() => move('later')}>
            Later
          </button>
        </>
      )}
    </p>
  );
}
