/** Two neighbouring buckets differ by 2 %: the precision of a quantile. */
const GROWTH = 1.02;

/** Collects durations in bounded memory: exact count, mean, least and most; quantiles to 2 %. */
export class Durations {
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = 0;
  readonly #buckets = new Map<number, number>();

  add(ms: number): void {
    this.#count++;
    this.#sum += ms;
    this.#min = Math.min(this.#min, ms);
    this.#max = Math.max(this.#max, ms);
    // From a microsecond to eleven days.
    const bucket = Math.round(Math.log(Math.min(Math.max(ms, 1e-3), 1e9)) / Math.log(GROWTH));
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
  }

  get count(): number {
    return this.#count;
  }

  /** All in milliseconds; undefined without any duration. */
  summary(): DurationSummary | undefined {
    if (this.#count === 0) return undefined;
    return {
      count: this.#count,
      min: this.#min,
      mean: this.#sum / this.#count,
      median: this.#quantile(0.5),
      p95: this.#quantile(0.95),
      max: this.#max,
    };
  }

  #quantile(share: number): number {
    let left = Math.ceil(share * this.#count);
    for (const bucket of [...this.#buckets.keys()].sort((a, b) => a - b)) {
      left -= this.#buckets.get(bucket) ?? 0;
      if (left <= 0) return Math.min(this.#max, Math.max(this.#min, GROWTH ** bucket));
    }
    return this.#max;
  }
}

export interface DurationSummary {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}
