import { CLIENT_LIST_TOPIC, clientListPayload } from './client-list.ts';
import type { BrokerCore } from './core.ts';
import { routeMessage } from './routing/route-message.ts';
import { type BrokerSample, brokerSysTopics, type Loads, nextLoads } from './sys-topics.ts';

export interface SysPublisherSettings {
  readonly intervalMs: number;
  /** Texts of `$SYS/broker/version` and, if there is one, `$SYS/broker/carrier`. */
  readonly version: string;
  readonly carrier: string | undefined;
}

/**
 * Publishes the broker's `$SYS` topics, retained, at once and then at an interval. Like mosquitto, skips
 * unchanged topics. Returns a function for stopping.
 */
export function publishSys(
  core: BrokerCore,
  { intervalMs, version, carrier }: SysPublisherSettings,
): () => void {
  const startedAtMs = performance.now();
  const sample = () => sampleOf(core, performance.now() - startedAtMs);
  let loads: Loads = {};
  let before = sample();
  let published: ReadonlyMap<string, string> = new Map();

  const publishChanged = (): void => {
    const now = sample();
    loads = nextLoads(loads, before, now);
    before = now;
    const topics = new Map(brokerSysTopics(now, loads, version));
    if (carrier !== undefined) topics.set('$SYS/broker/carrier', carrier);
    for (const [topic, text] of topics) {
      if (published.get(topic) === text) continue;
      routeMessage(core, { topic, payload: Buffer.from(text), qos: 0, retain: true });
    }
    published = topics;
  };

  publishChanged();
  const timers = [
    setInterval(publishChanged, intervalMs),
    setInterval(() => publishClients(core), Math.min(intervalMs, CLIENTS_MS)),
  ];
  for (const timer of timers) timer.unref();
  return () => timers.forEach(clearInterval);
}

const CLIENTS_MS = 1000;

/** The list of clients goes to those alone who asked for the topic by its name, and may. */
function publishClients({ subscriptions, sessions, refusedLogins }: BrokerCore): void {
  const readers = subscriptions
    .matching(CLIENT_LIST_TOPIC)
    .sessions.filter(
      ({ session }) =>
        session.subscriptions.has(CLIENT_LIST_TOPIC) && session.connection?.maySeeClients === true,
    );
  if (readers.length === 0) return;
  const payload = clientListPayload(sessions.values(), refusedLogins);
  const message = { topic: CLIENT_LIST_TOPIC, payload, qos: 0, retain: false } as const;
  for (const { session } of readers) session.connection?.sendAtMostOnce(message, false, undefined);
}

function sampleOf(
  { counters, sessions, subscriptions, retained }: BrokerCore,
  uptimeMs: number,
): BrokerSample {
  const { received, sent, connected } = counters;
  return {
    ...counters,
    received: { ...received },
    sent: { ...sent },
    uptimeMs,
    disconnected: sessions.size - connected,
    retained: retained.count,
    subscriptions: subscriptions.count,
  };
}
