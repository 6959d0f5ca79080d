import type { BenchResult } from '../../../bench/result.ts';
import { counted } from '../../../text/counted.ts';
import type { Paint } from '../paint.ts';
import { createPrinter, type View } from '../printer.ts';
import type { OpenView } from '../views.ts';

const COLUMNS: readonly (keyof BenchResult)[] = [
  'type',
  'transport',
  'publishers',
  'subscribers',
  'qos',
  'format',
  'rate',
  'seconds',
  'sent',
  'publish_rate',
  'delivered',
  'delivered_rate',
  'lost',
  'duplicates',
  'out_of_order',
  'latency_p50_ms',
  'latency_p90_ms',
  'latency_p99_ms',
  'latency_max_ms',
  'payload_bytes',
  'packets',
  'acknowledgements',
  'bytes',
  'cpu_percent',
  'memory_mb',
];

/** Each measurement by itself; or, `isCompared`, all of them in one table for people. */
export function measurementView(isCompared: boolean): OpenView<'measurement'> {
  return (screen, { format }) => {
    if (format !== 'human' || !isCompared) {
      const print = createPrinter(format, BENCH_VIEW, screen);
      return { take: ({ result }) => print(result) };
    }
    const results: BenchResult[] = [];
    return {
      take: ({ result }) => results.push(result),
      end: () => screen.print(benchTable(results)),
    };
  };
}

/** One measurement. */
export const BENCH_VIEW: View<BenchResult> = {
  columns: COLUMNS,
  human: humanResult,
  record: (result) => ({ ...result }),
};

function humanResult(result: BenchResult, paint: Paint): string {
  const { sent, delivered, subscribers, lost, duplicates, out_of_order: outOfOrder } = result;
  const row = (name: string, text: string): string => `${paint.dim(name.padEnd(10))}${text}`;
  return [
    row('published', `${paint.value(`${count(result.publish_rate)}/s`)}  ${count(sent)} readings`),
    row(
      'delivered',
      `${paint.value(`${count(result.delivered_rate)}/s`)}  ${count(delivered)} of ${count(sent * subscribers)}`,
    ),
    row('faults', `${count(lost)} lost, ${count(duplicates)} duplicates, ${count(outOfOrder)} out of order`),
    row(
      'latency',
      `p50 ${ms(result.latency_p50_ms)}  p90 ${ms(result.latency_p90_ms)}  p99 ${ms(result.latency_p99_ms)}  max ${ms(result.latency_max_ms)} ms`,
    ),
    row(
      'a reading',
      `${counted(result.packets, 'packet')}, ${result.bytes} bytes to the broker and back, ${result.payload_bytes} of payload`,
    ),
    row('process', `${result.cpu_percent} % of a core, ${result.memory_mb} MB`),
  ].join('\n');
}

const TABLE: readonly (readonly [heading: string, cell: (result: BenchResult) => string])[] = [
  ['QoS', ({ qos }) => `${qos}`],
  ['format', ({ format }) => format],
  ['sent/s', (result) => count(result.publish_rate)],
  ['arrived/s', (result) => count(result.delivered_rate)],
  ['lost', ({ lost }) => count(lost)],
  ['dup', ({ duplicates }) => count(duplicates)],
  ['packets', ({ packets }) => `${packets}`],
  ['acks', ({ acknowledgements }) => `${acknowledgements}`],
  ['bytes', ({ bytes }) => `${bytes}`],
  ['payload', (result) => `${result.payload_bytes}`],
  ['p50ms', (result) => ms(result.latency_p50_ms)],
  ['p99ms', (result) => ms(result.latency_p99_ms)],
];

/** Several measurements side by side, for people, in 80 columns. Packets and bytes are for one reading. */
export function benchTable(results: readonly BenchResult[]): string {
  const rows = [TABLE.map(([heading]) => heading), ...results.map((r) => TABLE.map(([, cell]) => cell(r)))];
  const widths = TABLE.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join(' ')).join('\n');
}

function count(n: number): string {
  return n.toLocaleString('en');
}

function ms(value: number | null): string {
  if (value === null) return '-';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
