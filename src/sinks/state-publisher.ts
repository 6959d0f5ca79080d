import type { Sink } from './sink.ts';

/** What publishing needs of a session. */
export interface Publishing {
  publish(
    message: {
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly qos: 1;
      readonly retain: boolean;
    },
    done: (error?: Error) => void,
  ): void;
}

/** So many messages wait for their acknowledgement at most. */
const WINDOW = 50;
const DRAIN_MS = 2000;

export interface StatePublisher extends Sink {
  /** Sends a message that nobody keeps, such as the answer to an order; dropped where too many are waiting. */
  answer(topic: string, record: object): void;
  /** Begins to publish what is waiting, and what comes. */
  attach(session: Publishing): void;
  /** Waits for what is waiting and unacknowledged, but not for long. */
  drain(): Promise<void>;
}

/**
 * Publishes the state of each alarm, retained, at QoS 1. Where the broker is slower than the alarms, of each alarm
 * only its newest state waits, so that memory is bounded by the number of alarms; states skipped so are counted.
 */
export function createStatePublisher(
  prefix: string,
  stateOf: (topic: string) => Readonly<Record<string, unknown>> | undefined,
): StatePublisher {
  const waiting = new Set<string>();
  let open: Publishing | undefined;
  let inFlight = 0;
  let published = 0;
  let skipped = 0;
  let failed = 0;
  let onIdle = (): void => {};

  return {
    take: ({ topic }) => {
      if (waiting.has(topic)) skipped++;
      waiting.add(topic);
      pump();
    },
    answer: (topic, record) => {
      if (open === undefined || inFlight >= WINDOW) skipped++;
      else send(topic, record, false);
    },
    attach: (session) => {
      open = session;
      pump();
    },
    drain: async () => {
      if (open !== undefined && waiting.size + inFlight > 0) await idleWithin(DRAIN_MS);
    },
    end: async () => {
      const lost = waiting.size + inFlight + failed;
      return `published ${published} alarm states under ${prefix}/, ${skipped} replaced by newer ones, ${lost} not delivered`;
    },
  };

  function pump(): void {
    for (const topic of waiting) {
      if (open === undefined || inFlight >= WINDOW) return;
      waiting.delete(topic);
      const record = stateOf(topic);
      if (record !== undefined) send(`${prefix}/${topic}`, record, true);
    }
    if (inFlight === 0) onIdle();
  }

  function send(topic: string, record: object, retain: boolean): void {
    inFlight++;
    open?.publish({ topic, payload: Buffer.from(JSON.stringify(record)), qos: 1, retain }, (error) => {
      inFlight--;
      if (error === undefined) published++;
      else failed++;
      pump();
    });
  }

  function idleWithin(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
