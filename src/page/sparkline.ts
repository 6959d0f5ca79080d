import type { HistoryRow } from '../dashboard/messages.ts';

const HOUR_MS = 3_600_000;
/** The line of a young run is not a point at its end: it spans at least this time. */
const MIN_SPAN_MS = 300_000;

/**
 * The last hour of a figure as an SVG path, in a box of this width and height: the least value at the bottom, the most
 * at the top, a figure that never changes in the middle.
 */
export function sparkline(
  rows: readonly HistoryRow[],
  nowMs: number,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const [first] = rows;
  if (first === undefined) return '';
  const from = Math.max(nowMs - HOUR_MS, Math.min(first[0], nowMs - MIN_SPAN_MS));
  const [least, most] = extremes(rows);
  const points = rows.map(([atMs, , max]) => {
    const x = ((atMs - from) / Math.max(1, nowMs - from)) * width;
    const share = most > least ? (max - least) / (most - least) : 0.5;
    return `${x.toFixed(1)} ${(height - share * height).toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}

/** The smallest and the largest value. */
export function extremes(rows: readonly HistoryRow[]): readonly [least: number, most: number] {
  return [Math.min(...rows.map(([, min]) => min)), Math.max(...rows.map(([, , max]) => max))];
}
