/** How long a client may be silent: by its keep-alive, or while it sleeps by its sleep duration (MQTT-SN 1.2 §6.14). */
export class Supervision {
  #keepAliveS: number;
  #sleepS = 0;
  #lostAtMs = Infinity;

  constructor(keepAliveS: number) {
    this.#keepAliveS = keepAliveS;
  }

  /** An active client said something, or became active, perhaps with a new keep-alive. */
  heard(nowMs: number, keepAliveS = this.#keepAliveS): void {
    this.#keepAliveS = keepAliveS;
    this.#lostAtMs = keepAliveS === 0 ? Infinity : nowMs + withTolerance(keepAliveS);
  }

  /** A client goes to sleep, or was heard in between, perhaps with a new duration. */
  asleep(nowMs: number, sleepS = this.#sleepS): void {
    this.#sleepS = sleepS;
    this.#lostAtMs = nowMs + withTolerance(sleepS);
  }

  isOver(nowMs: number): boolean {
    return nowMs >= this.#lostAtMs;
  }
}

/** A silent client is given its own period and half of it, or a tenth of it from a minute on (§7.2). */
function withTolerance(durationS: number): number {
  return durationS * 1000 * (durationS < 60 ? 1.5 : 1.1);
}
