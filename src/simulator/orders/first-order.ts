/** More changes than anybody orders. The oldest are forgotten: no reading of that time will be asked for. */
const MAX_STEPS = 1000;

interface Step {
  readonly startMs: number;
  readonly from: number;
  readonly to: number;
}

/**
 * A level that follows its targets with a lag of the first order: a pure function of the targets and of time. A new target
 * changes no level before its time.
 */
export class FirstOrder {
  readonly #lagMs: number;
  readonly #initial: number;
  readonly #steps: Step[] = [];

  /** `lagMs`: after this time 63 % of the way are done; 0 for at once. */
  constructor(lagMs: number, initial: number) {
    this.#lagMs = lagMs;
    this.#initial = initial;
  }

  /** `startMs` must not be before the target before. `from`: the level at that time, if it is not the level so far. */
  follow(target: number, startMs: number, from = this.at(startMs)): void {
    this.#steps.push({ startMs, from, to: target });
    if (this.#steps.length > MAX_STEPS) this.#steps.shift();
  }

  at(timeMs: number): number {
    const step = this.#steps.findLast(({ startMs }) => startMs <= timeMs);
    if (step === undefined) return this.#steps[0]?.from ?? this.#initial;
    if (this.#lagMs === 0) return step.to;
    return step.to + (step.from - step.to) * Math.exp((step.startMs - timeMs) / this.#lagMs);
  }
}
