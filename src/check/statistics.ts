/** Gaps below this many milliseconds belong to one burst of messages. */
const BURST_MS = 20;

/** The waits between bursts of messages, in milliseconds. `times` are in order. */
export function gapsBetweenBursts(times: readonly number[]): readonly number[] {
  const gaps: number[] = [];
  let last = times[0];
  for (const time of times.slice(1)) {
    if (last !== undefined && time - last >= BURST_MS) gaps.push(time - last);
    last = time;
  }
  return gaps;
}

/** Deviation divided by mean (0 for less than two values). */
export function variation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return mean === 0 ? 0 : Math.sqrt(squares / (values.length - 1)) / mean;
}

/** The values below these shares of all values, from 0 to 1; 0 without values. */
export function quantiles<const S extends readonly number[]>(
  values: readonly number[],
  shares: S,
): { [K in keyof S]: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return shares.map((share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0) as {
    [K in keyof S]: number;
  };
}

/** The same from the quartiles: a quarter of late messages on a busy machine does not count. */
export function robustVariation(values: readonly number[]): number {
  const [first, median, third] = quantiles(values, [0.25, 0.5, 0.75]);
  // The quartiles of a normal distribution are 1.349 deviations apart.
  return median === 0 ? 0 : (third - first) / 1.349 / median;
}

/** Half the distance of the outermost tenths, divided by the median: a tenth of early or late messages does not count. */
export function widthOfMost(values: readonly number[]): number {
  const [low, median, high] = quantiles(values, [0.1, 0.5, 0.9]);
  return median === 0 ? 0 : (high - low) / 2 / median;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

/** Messages needed to see all of `kinds` equally likely kinds, but for a chance of `risk` to miss one. */
export function messagesToSeeAll(kinds: number, risk: number): number {
  if (kinds <= 1) return 1;
  // The chance to miss any kind is at most kinds · (1 - 1/kinds)^n.
  return Math.ceil(Math.log(risk / kinds) / Math.log(1 - 1 / kinds));
}
