/** The longest silence of a client: its keep-alive, or its sleep duration while asleep (MQTT-SN 1.2 §6.14). */
export class KeepAliveTimer {
  #keepAliveS: number;
  #sleepS = 0;
  #lostAtMs = Infinity;
  /** Milliseconds: the longest silence, without the tolerance. */
  #periodMs = Infinity;

  /** `keepAliveS` 0: an active client may be silent for ever. */
  constructor(keepAliveS: number) {
    this.#keepAliveS = keepAliveS;
  }

  /** An active client sent a message, or became active, perhaps with a new keep-alive. */
  restart(nowMs: number, keepAliveS = this.#keepAliveS): void {
    this.#keepAliveS = keepAliveS;
    this.#periodMs = keepAliveS === 0 ? Infinity : keepAliveS * 1000;
    this.#lostAtMs = keepAliveS === 0 ? Infinity : nowMs + withTolerance(keepAliveS);
  }

  /** A client goes to sleep, perhaps with a new duration, or a sleeping client sent a message. */
  restartAsleep(nowMs: number, sleepS = this.#sleepS): void {
    this.#sleepS = sleepS;
    this.#periodMs = sleepS * 1000;
    this.#lostAtMs = nowMs + withTolerance(sleepS);
  }

  /** Milliseconds; Infinity for ever. */
  get periodMs(): number {
    return this.#periodMs;
  }

  get isSupervising(): boolean {
    return this.#periodMs < Infinity;
  }

  isOver(nowMs: number): boolean {
    return nowMs >= this.#lostAtMs;
  }
}

/** Milliseconds. The gateway adds half of the period below a minute, a tenth from a minute on (§7.2). */
function withTolerance(durationS: number): number {
  return durationS * 1000 * (durationS < 60 ? 1.5 : 1.1);
}
