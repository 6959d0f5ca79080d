/** The sleeping clients of a host get so many octets a minute without a proof of their address. */
const OCTETS = 1024;
const PERIOD_MS = 60_000;

/**
 * A woken client expects its messages at once, and few sleepers get more than a handful. So each host may get these
 * octets on top of {@link AddressProof}.
 */
export class WakeGrants {
  readonly #taken = new Set<string>();
  #untilMs = 0;

  /** The octets for a sleeper of this host that wakes now. */
  take(host: string, nowMs: number): number {
    if (nowMs >= this.#untilMs) {
      this.#taken.clear();
      this.#untilMs = nowMs + PERIOD_MS;
    }
    if (this.#taken.has(host)) return 0;
    this.#taken.add(host);
    return OCTETS;
  }
}
