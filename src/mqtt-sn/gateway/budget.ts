/** A limit that several clients share. */
export class Budget {
  #left: number;

  constructor(limit: number) {
    this.#left = limit;
  }

  take(amount: number): boolean {
    if (amount > this.#left) return false;
    this.#left -= amount;
    return true;
  }

  give(amount: number): void {
    this.#left += amount;
  }
}
