const PARTS = 8;
const LOW = 1;
const HIGH = LOW + PARTS;

/** The length of a window in numbers: the newest part's number, the lowest and the highest value of each part. */
export const CHANGE_WINDOW_LENGTH = HIGH + PARTS;

/** Resets the numbers of a window from `start` on. */
export function emptyWindow(block: Float64Array, start: number): void {
  block[start] = Number.NaN;
  block.fill(Infinity, start + LOW, start + HIGH);
  block.fill(-Infinity, start + HIGH, start + CHANGE_WINDOW_LENGTH);
}

/**
 * The lowest and highest value of the last while, in eight parts of time. Memory is constant at any rate of readings.
 * A look back covers at least 7/8 of the window and at most the whole window.
 */
export class ChangeWindow {
  readonly #partMs: number;
  readonly #block: Float64Array;
  readonly #start: number;

  /** A view of the numbers from `start` on. */
  constructor(windowMs: number, block: Float64Array, start: number) {
    this.#partMs = windowMs / PARTS;
    this.#block = block;
    this.#start = start;
  }

  /** Adds a value; `time` is milliseconds since 1970 and must not go backwards. Returns true for a new extreme of its part. */
  add(value: number, timeMs: number): boolean {
    const part = Math.floor(timeMs / this.#partMs);
    const newest = this.#get(0);
    const from = Number.isNaN(newest) ? part : Math.max(newest + 1, part - PARTS + 1);
    for (let passed = from; passed <= part; passed++) this.#setPart(passed, Infinity, -Infinity);
    this.#block[this.#start] = part;
    const i = modulo(part);
    const [low, high] = [this.#get(LOW + i), this.#get(HIGH + i)];
    this.#setPart(part, Math.min(low, value), Math.max(high, value));
    return value < low || value > high;
  }

  /** The height of a value above the lowest value of the last `withinMs`, at most the window. */
  rise(value: number, withinMs: number): number {
    return value - this.#over(withinMs, LOW, Math.min);
  }

  /** The depth of a value below the highest value of the last `withinMs`, at most the window. */
  fall(value: number, withinMs: number): number {
    return this.#over(withinMs, HIGH, Math.max) - value;
  }

  /** The parts with values, each with its lowest and highest, as finite numbers for JSON. */
  parts(): (readonly [part: number, low: number, high: number])[] {
    const newest = this.#get(0);
    return Array.from({ length: PARTS }, (_, back) => newest - back).flatMap((part) => {
      const i = modulo(part);
      const [low, high] = [this.#get(LOW + i), this.#get(HIGH + i)];
      return low <= high ? [[part, low, high] as const] : [];
    });
  }

  /** Fills an empty window with the parts of another window of the same length. */
  restore(parts: readonly (readonly [part: number, low: number, high: number])[]): void {
    for (const [part, low, high] of parts) {
      this.#setPart(part, low, high);
      const newest = this.#get(0);
      this.#block[this.#start] = Number.isNaN(newest) ? part : Math.max(newest, part);
    }
  }

  #over(withinMs: number, column: number, pick: (a: number, b: number) => number): number {
    const parts = Math.min(PARTS, Math.max(1, Math.round(withinMs / this.#partMs)));
    const newest = this.#get(0);
    let found = this.#get(column + modulo(newest));
    for (let back = 1; back < parts; back++) found = pick(found, this.#get(column + modulo(newest - back)));
    return found;
  }

  #get(at: number): number {
    return this.#block[this.#start + at] ?? Number.NaN;
  }

  #setPart(part: number, low: number, high: number): void {
    this.#block[this.#start + LOW + modulo(part)] = low;
    this.#block[this.#start + HIGH + modulo(part)] = high;
  }
}

function modulo(part: number): number {
  return ((part % PARTS) + PARTS) % PARTS;
}
