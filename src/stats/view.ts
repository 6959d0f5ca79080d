import type { Sample } from './broker-status.ts';
import { LOAD_SPANS_MIN, ROWS, type Row } from './catalogue.ts';

/** A sample as lines for people: gauges, then counters with rates and the broker's own averages. */
export function formatSample(sample: Sample, style: SampleStyle): string[] {
  return [heading(sample, style), ...gaugeLines(sample), '', ...counterTable(sample, style)];
}

/** Escapes and colours of the output. */
export interface SampleStyle {
  readonly escape: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** A sample as one flat object for JSON Lines and CSV. */
export function toRecord(sample: Sample): Readonly<Record<string, unknown>> {
  const { timeMs, version, uptime, totals, rates, loads } = sample;
  return { type: 'stats', time: new Date(timeMs).toISOString(), version, uptime, ...totals, rates, loads };
}

export const CSV_COLUMNS: readonly string[] = ['time', 'version', 'uptime', ...ROWS.map(({ key }) => key)];

function heading({ version, uptime }: Sample, style: SampleStyle): string {
  const name =
    version === undefined ? 'a broker that does not say its version' : style.escape(version.slice(0, 60));
  return uptime === undefined ? name : `${name}, up ${duration(uptime)}`;
}

function duration(seconds: number): string {
  const units: readonly (readonly [size: number, name: string])[] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  let left = Math.floor(seconds);
  const parts = units.map(([size, name]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? `${count} ${name}` : '';
  });
  return (
    parts
      .filter((part) => part !== '')
      .slice(0, 2)
      .join(' ') || '0 s'
  );
}

/** Two gauges in a line: all figures fit a terminal of 24 lines. */
function gaugeLines({ totals }: Sample): string[] {
  const cells = ROWS.filter(({ kind, key }) => kind === 'gauge' && totals[key] !== undefined).map(
    ({ label, key }) => `${label.padEnd(21)}${String(totals[key]).padStart(10)}`,
  );
  return Array.from({ length: Math.ceil(cells.length / 2) }, (_, line) =>
    cells.slice(2 * line, 2 * line + 2).join('    '),
  );
}

function counterTable({ totals, rates, loads }: Sample, { dim }: SampleStyle): string[] {
  const isKnown = ({ key }: Row) => totals[key] !== undefined || loads[key] !== undefined;
  const rows = ROWS.filter((row) => row.kind === 'counter' && isKnown(row));
  const spans = LOAD_SPANS_MIN.map((span) => `${span} min`);
  const header = ['', 'total', 'a second', ...spans].map(toCell).join('');
  const lines = rows.map(({ label, key }) => {
    const cells = [
      label,
      number(totals[key]),
      number(rates[key], 1),
      ...(loads[key] ?? []).map((load) => number(load, 1)),
    ];
    return cells.map(toCell).join('').trimEnd();
  });
  const hasLoads = rows.some(({ key }) => loads[key] !== undefined);
  const above = hasLoads ? [dim('a minute, on average over'.padStart(header.length))] : [];
  return rows.length === 0 ? [] : [...above, dim(header), ...lines];
}

function toCell(text: string, column: number): string {
  return column === 0 ? text.padEnd(18) : text.padStart(column === 1 ? 13 : 11);
}

function number(value: number | undefined, digits = 0): string {
  return value === undefined ? '' : value.toFixed(digits);
}
