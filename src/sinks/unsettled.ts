/** Observations on their way to a slow end. */
export class Unsettled {
  readonly #open = new Set<Promise<void>>();

  /** An observation sets out. Call the result when it has arrived, or is lost and counted. */
  add(): () => void {
    let arrive = (): void => {};
    const arrival = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    this.#open.add(arrival);
    return () => {
      this.#open.delete(arrival);
      arrive();
    };
  }

  /** Resolves when all that have set out so far have arrived. */
  settled(): Promise<unknown> {
    return Promise.all(this.#open);
  }
}
