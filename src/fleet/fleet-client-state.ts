/** The states of one of many clients. */
export type FleetClientState =
  /** Not started, or away on purpose: it wants no connection. */
  | 'away'
  /** In line for its first connection, connecting, or waiting for the next attempt. */
  | 'connecting'
  | 'open'
  /** The same as `connecting`, after a connection. */
  | 'lost'
  /** The broker refused the client for good. */
  | 'refused';

/** Clients by state. */
export class ClientCounts {
  readonly #counts = new Map<FleetClientState, number>();

  of(state: FleetClientState): number {
    return this.#counts.get(state) ?? 0;
  }

  changed(from: FleetClientState | undefined, to: FleetClientState): void {
    if (from !== undefined) this.#counts.set(from, this.of(from) - 1);
    this.#counts.set(to, this.of(to) + 1);
  }
}
