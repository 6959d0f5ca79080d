/** How long others wait for one turn of background work. */
const BUDGET_MS = 8;

/** Long work in short pieces, in turn, so that no client's request holds up the others. */
export class Background {
  readonly #tasks = new Set<() => boolean>();
  #scheduled = false;

  /** `step` does a little, at once and then in later turns, for as long as it says that more is to be done. */
  run(step: () => boolean): void {
    if (!step()) return;
    this.#tasks.add(step);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#tasks.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const each = BUDGET_MS / this.#tasks.size;
      for (const step of [...this.#tasks]) if (!runFor(step, each)) this.#tasks.delete(step);
      this.#schedule();
    });
  }
}

function runFor(step: () => boolean, ms: number): boolean {
  const until = performance.now() + ms;
  do if (!step()) return false;
  while (performance.now() < until);
  return true;
}
