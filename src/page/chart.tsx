import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { Limit } from '../building/limit.ts';
import { sensorType } from '../building/sensors.ts';
import { chartWindow } from './chart-time.tsx';
import { windowSpan } from './chart-window.ts';
import { shownCharts } from './export.ts';
import { details, nowMs, type Sensor, valueListeners } from './model.ts';
import { addPoint, type ChartData, chartData, tableRows, timeSpan, valueSpan } from './series.ts';
import { shownTheme } from './settings.ts';
import { TableHead } from './table-head.tsx';
import { shownValue } from './values.ts';
import { clockTime } from './words.ts';

const HEIGHT = 104;
const REDRAW_MS = 1000;
/** The size of a limit's words, in pixels. */
const LABEL = 11;

/** The last hour of a sensor as a line, with its limits; and as a table for people who can't see lines. */
export function Chart({ sensor, limits }: { readonly sensor: Sensor; readonly limits: readonly Limit[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const data = useRef<ChartData>([[], [], []]);
  const [isTable, setTable] = useState(false);
  const limitsNow = useRef(limits);
  limitsNow.current = limits;
  const history = details.value?.sensors.find(({ id }) => id === sensor.id)?.history;
  useEffect(() => {
    if (history !== undefined) data.current = chartData(history);
  }, [history]);
  useEffect(() => {
    const listener = (changed: Sensor): void => {
      if (changed === sensor && changed.value !== null) addPoint(data.current, changed.atMs, changed.value);
    };
    valueListeners.add(listener);
    shownCharts.set(sensor, data);
    return () => {
      valueListeners.delete(listener);
      shownCharts.delete(sensor);
    };
  }, [sensor]);
  useEffect(() => drawInto(frame.current, sensor, data, limitsNow), [sensor, shownTheme.value]);
  return (
    <>
      <div ref={frame} class="chart" aria-hidden="true" />
      <details onToggle={({ currentTarget }) => setTable(currentTarget.open)}>
        <summary>{sensor.kind} as a table</summary>
        {isTable && <Table sensor={sensor} data={data.current} />}
      </details>
    </>
  );
}

interface Ref<T> {
  readonly current: T;
}

/** Draws a chart once a second and at each change of its width. Returns the function that ends it. */
function drawInto(
  element: HTMLElement | null,
  { kind }: Sensor,
  data: Ref<ChartData>,
  limits: Ref<readonly Limit[]>,
): () => void {
  if (element === null) return () => {};
  const color = (name: string): string => getComputedStyle(element).getPropertyValue(`--${name}`);
  const { quantum } = sensorType(kind);
  const axis = { stroke: color('text'), grid: { stroke: color('line'), width: 1 }, ticks: { show: false } };
  const chart = new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { drag: { x: false, y: false } },
      scales: {
        x: { range: () => [...windowSpan(timeSpan(data.current, nowMs.peek() / 1000), chartWindow.peek())] },
        y: {
          range: () => [
            ...valueSpan(
              data.current,
              limits.current.map(({ value }) => value),
              quantum,
            ),
          ],
        },
      },
      axes: [
        { ...axis, size: 28, space: 64, values: timeWords },
        { ...axis, size: 52 },
      ],
      series: [
        {},
        { stroke: color('series'), width: 1.5, points: { size: 4 } },
        { stroke: color('series'), width: 1.5, points: { size: 4 } },
      ],
      bands: [{ series: [2, 1], fill: color('band') }],
      hooks: { draw: [(plot) => drawLimits(plot, limits.current, color)] },
    },
    data.current,
    element,
  );
  const redraw = (): void => chart.setData(data.current);
  const timer = setInterval(() => requestAnimationFrame(redraw), REDRAW_MS);
  const following = chartWindow.subscribe(() => requestAnimationFrame(redraw));
  const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
  observer.observe(element);
  redraw();
  return () => {
    clearInterval(timer);
    following();
    observer.disconnect();
    chart.destroy();
  };
}

/** The times of an axis: with seconds where minutes would say the same twice. */
function timeWords(_: uPlot, times: readonly number[]): string[] {
  const isShort = (times[1] ?? 0) - (times[0] ?? 0) < 60;
  return times.map((time) => clockTime(time * 1000).slice(0, isShort ? 8 : 5));
}

/** A dashed line for each limit, with its level as a word: colour alone says nothing to some eyes. */
function drawLimits(plot: uPlot, limits: readonly Limit[], color: (name: string) => string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `${LABEL * devicePixelRatio}px sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  const labelled: number[] = [];
  for (const { value, level, side } of limits) {
    const y = Math.round(plot.valToPos(value, 'y', true));
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = color(level);
    ctx.fillStyle = color('text');
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    // Two limits close together: the second line keeps its colour, and the list of alarms its words.
    if (labelled.some((other) => Math.abs(other - y) < LABEL * devicePixelRatio)) continue;
    labelled.push(y);
    const words = `${level} ${side === 'above' ? '>' : '<'} ${value}`;
    ctx.fillText(words, bbox.left + LABEL, y - devicePixelRatio);
  }
  ctx.restore();
}

function Table({ sensor: { kind }, data }: { readonly sensor: Sensor; readonly data: ChartData }) {
  const { unit } = sensorType(kind);
  return (
    <table>
      <TableHead columns={['from', `least (${unit})`, `most (${unit})`]} />
      <tbody>
        {tableRows(data).map(([atS, min, max]) => (
          <tr key={atS}>
            <th scope="row">{clockTime(atS * 1000)}</th>
            <td>{shownValue(kind, min)}</td>
            <td>{shownValue(kind, max)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
