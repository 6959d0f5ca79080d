/** How many numbers are in one block of memory. */
const BLOCK_LENGTH = 16_384;

/** A run of numbers in a block that others have runs in too. */
export interface NumberRun {
  readonly block: Float64Array;
  /** Where in the block the run begins. */
  readonly start: number;
}

/**
 * Hands out memory for the numbers of sensors, many sensors to a block. A number that changes costs 24 bytes as a
 * property of an object, 8 in a block.
 */
export class NumberStore {
  #block = new Float64Array(0);
  #used = 0;

  /** A run of so many numbers, all 0; it is never taken back. */
  take(length: number): NumberRun {
    if (this.#used + length > this.#block.length) {
      this.#block = new Float64Array(Math.max(BLOCK_LENGTH, length));
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += length;
    return { block: this.#block, start };
  }
}
