import type { Failure } from '../../failure.ts';
import type { ClientTotals } from '../../observation/counts.ts';
import type { DueMessage } from '../../publisher/due-message.ts';
import type { SessionPublisher } from '../../publisher/publisher.ts';

/** The way of messages to the broker: one client, or many. */
export interface Outlet {
  readonly publisher: SessionPublisher;
  /** Resolves with the reason when all connections are lost for good. */
  readonly lost: Promise<Failure>;
  /** Called after each published message. */
  readonly published: (message: DueMessage) => void;
  /** The end of a congestion of the gateway, by `performance.now()`; undefined without one. */
  readonly congestedUntilMs: () => number | undefined;
  /** Called when no further message will come: what still waits should go out. */
  readonly finish: () => void;
  /** Disconnects in order, within so many milliseconds. */
  readonly close: (timeoutMs: number) => Promise<void>;
  /** The counts of many clients. */
  readonly clients: () => ClientTotals | undefined;
  /** The broker's first refusal of a client. */
  readonly refusal: () => Failure | undefined;
}
