import type { Address } from '../../building/address.ts';
import type { ClientLevel } from '../../building/client-level.ts';
import type { Layout } from '../../building/layout.ts';
import type { FleetClientSettings } from '../../fleet/fleet-client.ts';

/** The clients of a building. */
export interface FleetPlan {
  readonly level: ClientLevel;
  readonly clients: readonly PlannedClient[];
  /** The place of the client of a sensor. */
  readonly placeOf: (address: Address) => string;
  /** The time over which the first connections are spread, in milliseconds. */
  readonly rampMs: number;
  /** Clients that come and go in a simulated second; undefined for none. */
  readonly churnPerSecond: number | undefined;
}

export interface PlannedClient {
  readonly settings: FleetClientSettings;
  /** One of its sensors. */
  readonly address: Address;
  /** All of its sensors. */
  readonly sensors: () => Layout;
}
