const PARTS = 8;

/**
 * The lowest and highest value of the last while, in eight parts of time, so that a change is seen in constant
 * memory whatever the rate of readings: it looks back over at least 7/8 of the window and at most all of it.
 */
export class ChangeWindow {
  readonly #partMs: number;
  readonly #low = new Float64Array(PARTS).fill(Infinity);
  readonly #high = new Float64Array(PARTS).fill(-Infinity);
  #part = Number.NaN;

  constructor(windowMs: number) {
    this.#partMs = windowMs / PARTS;
  }

  /** Takes a value; times must not go backwards. */
  add(value: number, time: number): void {
    const part = Math.floor(time / this.#partMs);
    const from = Number.isNaN(this.#part) ? part : Math.max(this.#part + 1, part - PARTS + 1);
    for (let passed = from; passed <= part; passed++) this.#empty(passed);
    this.#part = part;
    const i = modulo(part);
    this.#low[i] = Math.min(this.#low[i] ?? Infinity, value);
    this.#high[i] = Math.max(this.#high[i] ?? -Infinity, value);
  }

  /** How far a value is above the lowest value of the last `withinMs`, which is at most the window. */
  rise(value: number, withinMs: number): number {
    return value - this.#over(withinMs, this.#low, Math.min);
  }

  /** How far a value is below the highest value of the last `withinMs`, which is at most the window. */
  fall(value: number, withinMs: number): number {
    return this.#over(withinMs, this.#high, Math.max) - value;
  }

  #over(withinMs: number, column: Float64Array, pick: (a: number, b: number) => number): number {
    const parts = Math.min(PARTS, Math.max(1, Math.round(withinMs / this.#partMs)));
    let found = column[modulo(this.#part)] ?? Number.NaN;
    for (let back = 1; back < parts; back++) found = pick(found, column[modulo(this.#part - back)] ?? found);
    return found;
  }

  #empty(part: number): void {
    this.#low[modulo(part)] = Infinity;
    this.#high[modulo(part)] = -Infinity;
  }
}

function modulo(part: number): number {
  return ((part % PARTS) + PARTS) % PARTS;
}
