/** Milliseconds of background work in one turn of the event loop. */
const BUDGET_MS = 8;

/** Runs long work in short pieces, so one client's request never holds up another client. */
export class Background {
  readonly #tasks = new Set<() => boolean>();
  #scheduled = false;

  /** Runs `step` at once, and again in later turns while `step` returns true. */
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
