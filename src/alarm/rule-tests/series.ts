import { ReadError } from '../../text/reader.ts';

/** One step of a series: a value, no reading at all, or a reading without a value. */
export type SeriesStep = number | 'missing' | 'stale';

/** A longer series is a slip of the pen. */
const MAX_STEPS = 100_000;

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const EXPANDED = new RegExp(`^(${NUMBER})(?:([+-](?:\\d+\\.?\\d*|\\.\\d+)))?x(\\d{1,6})$`, 'i');
const PLAIN = new RegExp(`^${NUMBER}$`, 'i');

/**
 * Reads a series in Prometheus' notation: `20`, `20+0.5x10` (eleven values, each 0.5 above the one before),
 * `20x3` (four times 20), `_` (no reading), `_x5` (five times no reading), `stale` (a reading without a value).
 * Throws ReadError.
 */
export function readSeries(text: string): readonly SeriesStep[] {
  const steps: SeriesStep[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    steps.push(...stepsOf(word));
    if (steps.length > MAX_STEPS) throw new ReadError(`more than ${MAX_STEPS} steps`);
  }
  return steps;
}

function stepsOf(word: string): SeriesStep[] {
  if (word === 'stale') return ['stale'];
  const missing = /^_(?:x(\d{1,6}))?$/.exec(word);
  if (missing) return Array<SeriesStep>(Number(missing[1] ?? 1)).fill('missing');
  if (PLAIN.test(word)) return [Number(word)];
  const match = EXPANDED.exec(word);
  if (!match) throw new ReadError(`'${word}' is none of 20, 20+0.5x10, 20x3, _, _x5, stale`);
  const [, first, step = '0', times] = match;
  return Array.from({ length: Number(times) + 1 }, (_, i) => round(Number(first) + i * Number(step)));
}

/** Sums of decimal steps, without the noise of binary fractions. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}
