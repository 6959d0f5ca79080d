import type { Aedes, Client } from 'aedes';
import type { Subscriptions } from './granted-qos.ts';
import type { HeldStream } from './held-stream.ts';
import type { BrokerSample } from './sys-topics.ts';
import { addTraffic, noTraffic } from './traffic.ts';

/** What aedes has and its types lack. */
interface Subscribed {
  readonly subscriptions: Subscriptions;
}
interface Persistent {
  readonly persistence: {
    /** How many subscriptions above QoS 0 kept sessions have, those of connected clients too. */
    countOffline(): Promise<{ readonly subsCount: number }>;
    retained(): Iterable<{ readonly topic: string }>;
  };
}

/** Counts what goes on in a broker. */
export class Meter {
  readonly #aedes: Aedes & Persistent;
  readonly #sessions: ReadonlySet<string>;
  readonly #dropped: () => number;
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #streams = new Set<HeldStream>();
  readonly #clients = new Set<Client & Subscribed>();
  readonly #retained = new Set<string>();
  /** Of the connections that are closed. */
  readonly #past = noTraffic();
  #maximum = 0;
  #sockets = 0;
  #connects = 0;

  /** `sessions` are the kept ones, `dropped` is how many messages were. `now` is in milliseconds, and never goes back. */
  constructor(aedes: Aedes, sessions: ReadonlySet<string>, dropped: () => number, now: () => number) {
    this.#aedes = aedes as Aedes & Persistent;
    this.#sessions = sessions;
    this.#dropped = dropped;
    this.#now = now;
    this.#startedAt = now();
    aedes.on('client', (client) => {
      this.#connects += 1;
      this.#clients.add(client as Client & Subscribed);
      this.#maximum = Math.max(this.#maximum, this.#clients.size);
    });
    aedes.on('clientDisconnect', (client) => this.#clients.delete(client as Client & Subscribed));
    aedes.on('publish', ({ retain, topic, payload }) => {
      if (!retain) return;
      if (payload.length > 0) this.#retained.add(topic);
      else this.#retained.delete(topic);
    });
  }

  /** Learns which messages were retained before the broker started. */
  open(): void {
    for (const { topic } of this.#aedes.persistence.retained()) this.#retained.add(topic);
  }

  serves(stream: HeldStream): void {
    this.#sockets += 1;
    this.#streams.add(stream);
    stream.once('close', () => {
      this.#streams.delete(stream);
      addTraffic(this.#past, stream.traffic);
    });
  }

  async sample(): Promise<BrokerSample> {
    const kept = await this.#aedes.persistence.countOffline();
    const traffic = noTraffic();
    for (const { traffic: part } of [{ traffic: this.#past }, ...this.#streams]) addTraffic(traffic, part);
    let subscriptions = kept.subsCount;
    let disconnected = this.#sessions.size;
    for (const client of this.#clients) {
      const own = Object.values(client.subscriptions);
      const stored = client.clean ? [] : own.filter((subscription) => (subscription?.qos ?? 0) > 0);
      subscriptions += own.length - stored.length;
      if (!client.clean) disconnected -= 1;
    }
    return {
      ...traffic,
      uptimeMs: this.#now() - this.#startedAt,
      connected: this.#clients.size,
      disconnected: Math.max(0, disconnected),
      maximum: this.#maximum,
      sockets: this.#sockets,
      connects: this.#connects,
      dropped: this.#dropped(),
      retained: this.#retained.size,
      subscriptions,
    };
  }
}
