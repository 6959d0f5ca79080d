/** A limit that several clients share. */
export class Budget {
  readonly #limit: number;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  take(amount: number): boolean {
    if (this.#taken + amount > this.#limit) return false;
    this.#taken += amount;
    return true;
  }

  give(amount: number): void {
    this.#taken -= amount;
  }
}

/** What one client has of a budget, which has a limit of its own, and which it gives back at its end. */
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
