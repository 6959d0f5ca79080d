import type { Qos } from '../mqtt-protocol/qos.ts';
import type { IncomingMessage, OutgoingMessage } from '../session.ts';

/** A question to a broker about one feature. One file a probe; list.ts lists them. */
export interface Probe {
  /** The feature in a few words: the first column of the table. */
  readonly feature: string;
  readonly ask: (broker: ProbedBroker) => Promise<ProbeFinding>;
}

export interface ProbeFinding {
  readonly supported: boolean;
  /** The broker's behaviour, or the way to do without the feature. */
  readonly detail: string;
}

/** A probe's finding, with the name of the feature. */
export interface ProbeAnswer extends ProbeFinding {
  readonly feature: string;
}

/** The connection to the broker under test, as probes use it. Clients that a probe leaves open are closed later. */
export interface ProbedBroker {
  /** Rejects, with the reason in words, if the broker refuses the client. */
  connect(options?: ConnectOptions): Promise<ProbeClient>;
  /** A topic of this check alone. */
  topic(name: string): string;
  /** The wait, in milliseconds, for a message that may never come. */
  readonly patienceMs: number;
}

export interface ConnectOptions {
  readonly mqttVersion?: 3 | 4 | 5;
  /** The client id of a persistent session; undefined for a clean one. */
  readonly persistentId?: string;
  /** Clears the persistent session. */
  readonly isCleared?: boolean;
}

export interface ProbeClient {
  /** Rejects if the broker refuses. */
  subscribe(filter: string, qos: Qos): Promise<void>;
  /** Resolves at the acknowledgement, rejects without one. */
  publish(message: Omit<OutgoingMessage, 'payload'> & { readonly text: string }): Promise<void>;
  /** All messages so far. */
  readonly received: readonly IncomingMessage[];
  /** Resolves with all messages when there are so many, or after `patienceMs`. */
  awaited(count: number): Promise<readonly IncomingMessage[]>;
  close(): Promise<void>;
}
