import type { Qos } from '../mqtt-protocol/qos.ts';
import type { IncomingMessage, OutgoingMessage } from '../session.ts';

/** A question to a broker: does it do this, as the rest of the world does? One file a kind, all of them in list.ts. */
export interface Probe {
  /** In a few words, as the first column of the table. */
  readonly feature: string;
  readonly ask: (broker: ProbedBroker) => Promise<Finding>;
}

export interface Finding {
  readonly supported: boolean;
  /** What was seen, or what to do without it. */
  readonly detail: string;
}

/** A broker as probes see it. Whatever they leave open is closed after them. */
export interface ProbedBroker {
  /** Rejects, with the reason in words, where the broker does not take the client. */
  connect(options?: ConnectOptions): Promise<ProbeClient>;
  /** A topic that nobody else uses. */
  topic(name: string): string;
  /** How long to wait for what may never come. */
  readonly patienceMs: number;
}

export interface ConnectOptions {
  readonly mqttVersion?: 3 | 4 | 5;
  /** Of a session that the broker is to keep. */
  readonly keptId?: string;
  /** Has the broker forget what it kept. */
  readonly forgets?: boolean;
}

export interface ProbeClient {
  /** Rejects where the broker refuses. */
  subscribe(filter: string, qos: Qos): Promise<void>;
  /** Resolves once it is acknowledged, rejects if it is not. */
  publish(message: Omit<OutgoingMessage, 'payload'> & { readonly text: string }): Promise<void>;
  /** All messages that came so far. */
  readonly received: readonly IncomingMessage[];
  /** Resolves when that many messages are there, or patience is at its end. */
  heard(count: number): Promise<readonly IncomingMessage[]>;
  close(): Promise<void>;
}
