/** A common limit of several clients. */
export class Budget {
  readonly #limit: number;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  /** False if less than `amount` is left. */
  take(amount: number): boolean {
    if (this.#taken + amount > this.#limit) return false;
    this.#taken += amount;
    return true;
  }

  give(amount: number): void {
    this.#taken -= amount;
  }
}

/** The share of one client in a budget, with a further limit. The client gives the share back at the end. */
export class Share {
  readonly #budget: Budget;
  readonly #own: Budget;

  constructor(budget: Budget, limit = Infinity) {
    this.#budget = budget;
    this.#own = new Budget(limit);
  }

  get taken(): number {
    return this.#own.taken;
  }

  take(amount: number): boolean {
    if (!this.#own.take(amount)) return false;
    if (this.#budget.take(amount)) return true;
    this.#own.give(amount);
    return false;
  }

  give(amount: number): void {
    this.#own.give(amount);
    this.#budget.give(amount);
  }

  giveAll(): void {
    this.give(this.taken);
  }
}
