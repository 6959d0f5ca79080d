import { type Hash, hashText, mix, uniform } from '../../simulator/hash.ts';

/** Random draws from a seed: the same seed gives the same draws in the same order. */
export class Draw {
  readonly #seed: Hash;
  #count = 0;

  constructor(seed: string) {
    this.#seed = hashText(seed);
  }

  /** A whole number from `first` to `last`, both included. */
  integer(first: number, last: number): number {
    return first + Math.floor(this.#next() * (last - first + 1));
  }

  /** Uniform between two numbers, with so many decimals. */
  decimal(from: number, to: number, decimals: number): number {
    return Number((from + this.#next() * (to - from)).toFixed(decimals));
  }

  /** One of several, at least one. */
  of<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.integer(0, choices.length - 1)] ?? choices[0];
  }

  /** The same, but none of the known numbers; the new one is known from now on. */
  fresh(known: Set<number>, first: number, last: number): number {
    if (known.size > last - first) throw new RangeError('no number is left to draw');
    for (;;) {
      const value = this.integer(first, last);
      if (known.has(value)) continue;
      known.add(value);
      return value;
    }
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, order: this.#next() }))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item);
  }

  #next(): number {
    this.#count++;
    return uniform(mix(this.#seed, this.#count));
  }
}
