import type { Qos } from '../mqtt-protocol/qos.ts';
import type { OutgoingMessage, Session } from '../session.ts';

/**
 * Publishes with bounded memory: no more than `window` messages are under way at any time, and credit comes
 * back in batches. One refill for each acknowledgement is four times slower than one for each turn of the
 * event loop, in which the socket's data of many acknowledgements arrives together.
 */
export interface Pump {
  readonly hasCredit: boolean;
  whenCredit(): Promise<void>;
  /** Publishes; only with credit. */
  send(message: OutgoingMessage): void;
  /** Resolves when nothing is under way any more. */
  drained(): Promise<void>;
  readonly counts: PumpCounts;
}

export interface PumpCounts {
  sent: number;
  /** Of payload. */
  bytes: number;
  /** Acknowledged, or at QoS 0 handed to the socket. */
  delivered: number;
  failed: number;
}

const WINDOW = 1000;
/** A handshake of QoS 2 holds the broker's memory, too: mosquitto hangs up on who has more than 20 open at a time. */
const WINDOW_EXACTLY_ONCE = 20;

export function createPump(session: Session, qos: Qos | -1, onError: (error: Error) => void): Pump {
  const window = qos === 2 ? WINDOW_EXACTLY_ONCE : WINDOW;
  const counts: PumpCounts = { sent: 0, bytes: 0, delivered: 0, failed: 0 };
  let underWay = 0;
  let waiters: (() => void)[] = [];
  let isRefilling = false;

  const refill = (): void => {
    isRefilling = false;
    const released = waiters;
    waiters = [];
    for (const release of released) release();
  };
  const settled = (error?: Error): void => {
    underWay--;
    if (error) {
      counts.failed++;
      onError(error);
    } else {
      counts.delivered++;
    }
    if (waiters.length > 0 && !isRefilling) {
      isRefilling = true;
      setImmediate(refill);
    }
  };
  const nextRefill = (): Promise<void> => new Promise((resolve) => waiters.push(resolve));

  return {
    counts,
    get hasCredit() {
      return underWay < window;
    },
    async whenCredit() {
      while (underWay >= window) await nextRefill();
    },
    send(message) {
      underWay++;
      counts.sent++;
      counts.bytes += message.payload.length;
      session.publish(message, settled);
    },
    async drained() {
      while (underWay > 0) await nextRefill();
    },
  };
}
