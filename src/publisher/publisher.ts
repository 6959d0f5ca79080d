import type { Qos } from '../mqtt-protocol/qos.ts';
import type { OutgoingMessage, Session } from '../session.ts';
import { CreditWindow } from './credit-window.ts';

/** Publishes messages. */
export interface Publisher {
  /** True if another message can go out now. */
  readonly isReady: boolean;
  /** Resolves when another message can go out. */
  whenReady(): Promise<void>;
  /** Publishes a message, once `isReady`. Returns false if the message had to be dropped. */
  publish(message: OutgoingMessage): boolean;
}

export interface PublisherSettings {
  readonly session: Session;
  /** The QoS of the messages, or the lowest one. */
  readonly qos: Qos | -1;
  /**
   * True if the readings keep pace with a clock. Then a reading at QoS 0 in a gap of the connection is dropped, like a
   * real sensor's reading. Otherwise publishing waits for the connection.
   */
  readonly isPaced: boolean;
  /** Called for each message without delivery, after the session had taken it. */
  readonly onError: (error: Error) => void;
}

export interface SessionPublisher extends Publisher {
  readonly counts: PublishCounts;
  /** Messages of QoS 1 and 2 without an acknowledgement so far, those with an error among them. */
  readonly owed: number;
  /** Resolves when no message is under way any more. */
  drained(): Promise<void>;
}

export interface PublishCounts {
  /** Messages handed to the session. */
  sent: number;
  /** Bytes of their payloads. */
  bytes: number;
  /** Acknowledged messages; at QoS 0, messages handed to the system's socket. */
  delivered: number;
  /** Messages with an error instead. */
  failed: number;
  /** Messages at QoS 0, due while there was no connection. */
  dropped: number;
}

const WINDOW = 1000;
/** mosquitto disconnects a client with more than 20 open handshakes of QoS 2. */
const WINDOW_QOS_2 = 20;

/** A publisher over a session. The acknowledgements of the broker set its speed. */
export function createPublisher({ session, qos, isPaced, onError }: PublisherSettings): SessionPublisher {
  const window = new CreditWindow(WINDOW);
  const exactlyOnce = new CreditWindow(WINDOW_QOS_2);
  const counts: PublishCounts = { sent: 0, bytes: 0, delivered: 0, failed: 0, dropped: 0 };
  const drops = qos <= 0 && isPaced;
  let owed = 0;

  const settled = (error?: Error): void => {
    window.giveBack();
    if (error === undefined) {
      counts.delivered++;
    } else {
      counts.failed++;
      onError(error);
    }
  };
  const settledPromise = (error?: Error): void => {
    if (error === undefined) owed--;
    settled(error);
  };
  const settledExactlyOnce = (error?: Error): void => {
    exactlyOnce.giveBack();
    settledPromise(error);
  };

  return {
    counts,
    get owed() {
      return owed;
    },
    get isReady() {
      return window.hasCredit && exactlyOnce.hasCredit && (drops || session.isOpen);
    },
    async whenReady() {
      await window.whenCredit();
      await exactlyOnce.whenCredit();
      if (!drops) await session.whenOpen();
    },
    publish(message) {
      if (message.qos <= 0 && !session.isOpen) {
        counts.dropped++;
        return false;
      }
      window.take();
      counts.sent++;
      counts.bytes += message.payload.length;
      if (message.qos <= 0) {
        session.publish(message, settled);
        return true;
      }
      owed++;
      if (message.qos === 2) exactlyOnce.take();
      session.publish(message, message.qos === 2 ? settledExactlyOnce : settledPromise);
      return true;
    },
    drained: () => window.whenEmpty(),
  };
}

/** A publisher for `--dry-run`: takes every message and sends none. */
export const DRY_PUBLISHER: Publisher = { isReady: true, whenReady: async () => {}, publish: () => true };
