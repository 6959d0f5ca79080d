import { type Budget, Share } from './budget.ts';
import { LIMITS } from './settings.ts';
import { TopicTable } from './topic-table.ts';
import { WillKeeper } from './will-keeper.ts';

/** The part of a session that outlives the connection, unless the client asks for a clean session. */
export interface PersistentSession {
  readonly topics: TopicTable;
  readonly will: WillKeeper;
}

/** The persistent sessions of a gateway (MQTT-SN 1.2 §6.3), the longest unused first. */
export class PersistentSessions {
  readonly #limit: number;
  readonly #topicOctets: Budget;
  readonly #isConnected: (clientId: string) => boolean;
  readonly #sessions = new Map<string, PersistentSession>();

  /** Keeps at most `limit` sessions. `topicOctets` is the budget of all topics. */
  constructor(limit: number, topicOctets: Budget, isConnected: (clientId: string) => boolean) {
    this.#limit = limit;
    this.#topicOctets = topicOctets;
    this.#isConnected = isConnected;
  }

  /** A clean session starts empty; a persistent session starts with the ids and the will of before. */
  begin(clientId: string, cleanSession: boolean): PersistentSession {
    const old = this.#sessions.get(clientId);
    this.#sessions.delete(clientId);
    if (cleanSession) {
      old?.topics.release();
      return this.#create();
    }
    old?.topics.forgetRegistrations();
    const session = old ?? this.#create();
    this.#sessions.set(clientId, session);
    if (this.#sessions.size > this.#limit) this.#evict();
    return session;
  }

  #create(): PersistentSession {
    const share = new Share(this.#topicOctets, LIMITS.topicOctetsPerClient);
    return { topics: new TopicTable(LIMITS.topicsPerClient, share), will: new WillKeeper() };
  }

  #evict(): void {
    for (const [oldest, { topics }] of this.#sessions) {
      if (this.#isConnected(oldest)) continue;
      topics.release();
      this.#sessions.delete(oldest);
      return;
    }
  }
}
