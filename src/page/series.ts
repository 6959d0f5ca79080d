import type { HistoryRow } from '../dashboard/messages.ts';

/** One chart's points: seconds since 1970, the smallest and the largest value of each. */
export type ChartData = [number[], number[], number[]];

/** A chart keeps so many points; then the oldest leave. */
const MAX_POINTS = 3600;
/** The length of a chart, in seconds. */
export const HOUR_S = 3600;

/** The points of a history. */
export function chartData(rows: readonly HistoryRow[]): ChartData {
  return [rows.map(([atMs]) => atMs / 1000), rows.map(([, min]) => min), rows.map(([, , max]) => max)];
}

/** Adds a live value. Values older than an hour, and more than the chart keeps, leave. */
export function addPoint(data: ChartData, atMs: number, value: number): void {
  const [times, mins, maxs] = data;
  times.push(Math.max(atMs / 1000, times.at(-1) ?? 0));
  mins.push(value);
  maxs.push(value);
  const tooOld = times.findIndex((time) => time >= atMs / 1000 - HOUR_S);
  const extra = Math.max(tooOld, times.length - MAX_POINTS);
  if (extra > 0) for (const column of data) column.splice(0, extra);
}

/** A chart of a young run is not one thin line at its end: it spans at least this time. */
const MIN_SPAN_S = 60;

/** The span of a chart's time up to now, in seconds since 1970: an hour, or less where there is less to show. */
export function timeSpan([times]: ChartData, nowS: number): readonly [from: number, to: number] {
  const first = Math.min(times[0] ?? nowS, nowS - MIN_SPAN_S);
  return [Math.max(first, nowS - HOUR_S), nowS];
}

/** The span of a chart's values with the limits beside them: a limit far away must not flatten the line. */
export function valueSpan(
  [, mins, maxs]: ChartData,
  limits: readonly number[],
  quantum: number,
): readonly [min: number, max: number] {
  let min = Math.min(...mins);
  let max = Math.max(...maxs);
  if (!Number.isFinite(min)) return [0, 1];
  const reach = Math.max(max - min, 10 * quantum);
  for (const limit of limits) {
    if (limit > max && limit - max <= reach) max = limit;
    if (limit < min && min - limit <= reach) min = limit;
  }
  const spare = Math.max(max - min, 2 * quantum) / 10;
  return [min - spare, max + spare];
}

/** A row for each five minutes: for people who read a chart as a table. */
export function tableRows([times, mins, maxs]: ChartData): readonly (readonly [
  atS: number,
  min: number,
  max: number,
])[] {
  const STEP_S = 300;
  const rows = new Map<number, [number, number]>();
  for (const [i, time] of times.entries()) {
    const step = Math.floor(time / STEP_S) * STEP_S;
    const [min, max] = rows.get(step) ?? [Infinity, -Infinity];
    rows.set(step, [Math.min(min, mins[i] ?? min), Math.max(max, maxs[i] ?? max)]);
  }
  return [...rows].map(([step, [min, max]]) => [step, min, max]);
}
