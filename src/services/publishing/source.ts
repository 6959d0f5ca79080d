import type { Address } from '../../building/address.ts';
import type { Layout } from '../../building/layout.ts';
import type { Shard } from '../../building/shard.ts';
import type { Outage } from '../../fleet/outage.ts';
import type { DueMessages } from '../../publisher/due-message.ts';
import type { OrderDesk } from './order-desk.ts';
import type { WhatIf } from './what-if.ts';

/** The building behind simulated messages. */
export interface SimulatedBuilding {
  readonly layout: Layout;
  readonly shard: Shard | undefined;
  readonly seed: string;
  /** The simulated time of the first report, in milliseconds since 1970. */
  readonly startMs: number;
  /** True if a fault cuts the part of the building around a sensor off from the broker. Undefined: none ever does. */
  readonly isCutOff: ((address: Address, timeMs: number) => boolean) | undefined;
  /** Takes the absence of a client, for the truth. */
  readonly onOutage: (outage: Outage, sensors: Layout) => void;
}

/** Messages to publish. */
export interface MessageSource {
  readonly messages: DueMessages;
  /** True if the messages keep pace with a clock; false if they come as fast as the broker takes them. */
  readonly isPaced: boolean;
  /** Ends the wait for the next message, in a source that waits for input. */
  readonly endInput?: () => void;
  /** Injects faults while the source runs, if it is a simulated building. */
  readonly whatIf?: WhatIf;
  /** The topic where the one client keeps its online state; undefined for none. */
  readonly statusTopic?: string | undefined;
  /** Takes orders to the rooms, if they take any. */
  readonly orders?: OrderDesk | undefined;
  /** Undefined for other messages. */
  readonly building?: SimulatedBuilding;
  /** Called once, when the first message may go out. */
  readonly atStart?: () => void;
  /** Called once, when the run has ended. */
  readonly atEnd?: () => void;
}
