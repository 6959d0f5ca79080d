import { Fifo } from './session/fifo.ts';

/** Milliseconds of background work in one turn of the event loop, whatever the number of tasks. */
const BUDGET_MS = 8;

/** Runs long work in short pieces, so one client's request never holds up another client. */
export class Background {
  /** Each does a piece of its task, and returns true while anything is left. */
  readonly #steps = new Fifo<() => boolean>();
  readonly #nowMs: () => number;
  #isScheduled = false;

  constructor(nowMs = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Runs `step` at once, and again in later turns while `step` returns true. */
  run(step: () => boolean): void {
    if (!step()) return;
    this.#steps.push(step);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#steps.size === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#turn();
      this.#schedule();
    });
  }

  /** The tasks take turns. */
  #turn(): void {
    const untilMs = this.#nowMs() + BUDGET_MS;
    do {
      const step = this.#steps.shift();
      if (step === undefined) return;
      if (step()) this.#steps.push(step);
    } while (this.#nowMs() < untilMs);
  }
}
