import { sensorType } from '../building/sensors.ts';
import type { LiveRoom, Sensor } from './model.ts';
import type { ChartData } from './series.ts';

/** The points of the charts on show, by their sensors. */
export const shownCharts = new Map<Sensor, { readonly current: ChartData }>();

/**
 * What is on show, as JSON lines: the last value and the alarm of each sensor, then the points of the charts. A time is
 * that of the browser's server, in UTC.
 */
export function shownLines(rooms: Iterable<LiveRoom>, charts: typeof shownCharts): string[] {
  const sensors = [...rooms].flatMap((room) => room.sensors);
  const values = sensors.map(({ topic, kind, value, atMs, isOld, alarm }) => ({
    type: 'sensor',
    topic,
    value,
    unit: sensorType(kind).unit,
    time: isoTimeOf(atMs),
    old: isOld,
    alarm,
  }));
  const points = [...charts].flatMap(([{ topic, kind }, { current }]) => {
    const [times, mins, maxs] = current;
    const { unit } = sensorType(kind);
    return times.map((timeS, i) => ({
      type: 'point',
      topic,
      time: isoTimeOf(timeS * 1000),
      least: mins[i],
      most: maxs[i],
      unit,
    }));
  });
  return [...values, ...points].map((line) => JSON.stringify(line));
}

/** Null for a sensor without any time. */
function isoTimeOf(ms: number): string | null {
  return Math.abs(ms) <= 8.64e15 && ms !== 0 ? new Date(ms).toISOString() : null;
}
