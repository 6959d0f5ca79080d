/** The length of one block of memory in numbers. */
const BLOCK_LENGTH = 16_384;

/** A run of numbers in a block shared with other runs. */
interface NumberRun {
  readonly block: Float64Array;
  /** The index in the block of the run's first number. */
  readonly start: number;
}

/**
 * Hands out memory for the numbers of sensors, many sensors to a block. A changing number costs 24 bytes as a property
 * of an object and 8 bytes in a block.
 */
export class NumberStore {
  #block = new Float64Array(0);
  #used = 0;

  /** A run of `length` zeros, never freed. */
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
