import type { FleetClient } from '../../fleet/fleet-client.ts';
import { CreditWindow } from '../../publisher/credit-window.ts';
import type { DueMessage } from '../../publisher/due-message.ts';
import type { PublishCounts, PublisherSettings, SessionPublisher } from '../../publisher/publisher.ts';

export interface FleetPublisherSettings extends Omit<PublisherSettings, 'session'> {
  readonly clients: number;
  /** The client of a message; undefined for none. */
  readonly clientOf: (message: DueMessage) => FleetClient | undefined;
  readonly hasOpen: () => boolean;
  /** Resolves when a client is connected, or all are lost for good. */
  readonly whenOpen: () => Promise<void>;
}

export interface FleetPublisher extends SessionPublisher {
  /** So many messages more (or less) wait for a connection: they don't hold up the other clients. */
  readonly queued: (messages: 1 | -1) => void;
}

const WINDOW = 1000;
/** A broker of many connections looks at each of them less often. */
const MAX_WINDOW = 4000;
/** For each client without a connection, and for all of them. */
const MAX_WAITING_OF_CLIENT = 1000;
const MAX_WAITING = 100_000;

/**
 * A publisher over many clients. A client without a connection holds up no other: its messages of QoS 1 and 2 wait for it,
 * up to a bound. Without a clock to keep pace with, all wait for it.
 */
export function createFleetPublisher({
  clients,
  clientOf,
  hasOpen,
  whenOpen,
  qos,
  isPaced,
  onError,
}: FleetPublisherSettings): FleetPublisher {
  const window = new CreditWindow(Math.min(Math.max(WINDOW, clients), MAX_WINDOW));
  const backlog = new CreditWindow(isPaced ? MAX_WAITING : WINDOW);
  const counts: PublishCounts = { sent: 0, bytes: 0, delivered: 0, failed: 0, dropped: 0 };
  const isHeld = (): boolean => !isPaced && (!backlog.hasCredit || !hasOpen());

  const settled = (error?: Error): void => {
    window.giveBack();
    if (error === undefined) {
      counts.delivered++;
    } else {
      counts.failed++;
      onError(error);
    }
  };

  /** A client that is away on purpose, or refused, sends nothing; one that was lost sends QoS 1 and 2 later. */
  const sends = ({ state }: FleetClient): boolean =>
    state === 'open' || (qos > 0 && (state === 'connecting' || state === 'lost'));

  return {
    counts,
    get owed() {
      return qos > 0 ? counts.sent - counts.delivered : 0;
    },
    get isReady() {
      return window.hasCredit && !isHeld();
    },
    async whenReady() {
      while (!window.hasCredit || isHeld()) {
        await window.whenCredit();
        if (isPaced) continue;
        await backlog.whenCredit();
        await whenOpen();
      }
    },
    publish(message) {
      const client = clientOf(message);
      if (client === undefined || !sends(client)) {
        counts.dropped++;
        return false;
      }
      counts.sent++;
      counts.bytes += message.payload.length;
      window.take();
      if (client.waiting >= MAX_WAITING_OF_CLIENT || (client.waiting > 0 && !backlog.hasCredit)) {
        settled(TOO_MANY);
      } else {
        client.publish(message, settled);
      }
      return true;
    },
    async drained() {
      await window.whenEmpty();
      await backlog.whenEmpty();
      await window.whenEmpty();
    },
    queued(messages) {
      if (messages > 0) {
        window.giveBack();
        backlog.take();
      } else {
        backlog.giveBack();
        window.take();
      }
    },
  };
}

const TOO_MANY = new Error('too many messages wait for a client without a connection');
