/**
 * Bounds the number of messages under way, and with it the memory of a publisher. Returned credit becomes usable
 * once in a turn of the event loop: the acknowledgements of many messages arrive in one piece of socket data, and
 * waking the publisher for each of them is four times slower.
 */
export class CreditWindow {
  readonly #size: number;
  #underWay = 0;
  #waiters: (() => void)[] = [];
  #isWaking = false;

  /** `size`: messages under way at most. */
  constructor(size: number) {
    this.#size = size;
  }

  get hasCredit(): boolean {
    return this.#underWay < this.#size;
  }

  /** Counts an outgoing message; the caller has looked at `hasCredit`. */
  take(): void {
    this.#underWay++;
  }

  /** Counts an acknowledged or lost message. */
  giveBack(): void {
    this.#underWay--;
    if (this.#waiters.length === 0 || this.#isWaking) return;
    this.#isWaking = true;
    setImmediate(() => this.#wake());
  }

  async whenCredit(): Promise<void> {
    while (!this.hasCredit) await this.#nextWake();
  }

  /** Resolves when no message is under way any more. */
  async whenEmpty(): Promise<void> {
    while (this.#underWay > 0) await this.#nextWake();
  }

  #nextWake(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #wake(): void {
    this.#isWaking = false;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}
