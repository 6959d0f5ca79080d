import { type Budget, Share } from './budget.ts';
import { LIMITS } from './settings.ts';
import { TopicTable } from './topic-table.ts';
import { WillKeeper } from './will-keeper.ts';

/** What outlives a kept session's connection. */
export interface Kept {
  readonly topics: TopicTable;
  readonly will: WillKeeper;
}

export interface KeptClientsPort {
  /** How many may be remembered. */
  readonly limit: number;
  /** Octets of all topics. */
  readonly topics: Budget;
  isConnected(clientId: string): boolean;
}

/** What is remembered of clients that asked to keep their session (MQTT-SN 1.2 §6.3), the one longest gone first. */
export class KeptClients {
  readonly #port: KeptClientsPort;
  readonly #kept = new Map<string, Kept>();

  constructor(port: KeptClientsPort) {
    this.#port = port;
  }

  /** A clean session starts with nothing; another with the ids and the will that the client left. */
  begin(clientId: string, cleanSession: boolean): Kept {
    const old = this.#kept.get(clientId);
    this.#kept.delete(clientId);
    if (cleanSession) old?.topics.release();
    const reused = cleanSession ? undefined : old;
    reused?.topics.forgetWhatIsKnown();
    const kept = reused ?? this.#nothing();
    if (!cleanSession) this.#keep(clientId, kept);
    return kept;
  }

  #nothing(): Kept {
    const share = new Share(this.#port.topics, LIMITS.topicOctetsPerClient);
    return { topics: new TopicTable(LIMITS.topicsPerClient, share), will: new WillKeeper() };
  }

  #keep(clientId: string, kept: Kept): void {
    this.#kept.set(clientId, kept);
    if (this.#kept.size <= this.#port.limit) return;
    for (const [oldest, { topics }] of this.#kept) {
      if (this.#port.isConnected(oldest)) continue;
      topics.release();
      this.#kept.delete(oldest);
      return;
    }
  }
}
