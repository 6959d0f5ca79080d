import type { Store } from './memory-store.ts';

/** What is never subscribed to, in the place of the subscriptions of a session that has none. */
const NO_SUBSCRIPTION = { topic: '$session', qos: 0 } as const;

/**
 * Which sessions are kept. aedes calls those without a subscription not present, though they may hold what is left
 * of QoS 2 exchanges, and are said to be there [MQTT-3.2.2-2].
 */
export function trackSessions(store: Store): ReadonlySet<string> {
  const sessions = new Set(store.sessions);
  const find = store.subscriptionsByClient.bind(store);
  const clean = store.cleanSubscriptions.bind(store);
  store.subscriptionsByClient = async (client) => {
    const subscriptions = await find(client);
    if (sessions.has(client.id)) return subscriptions.length > 0 ? subscriptions : [NO_SUBSCRIPTION];
    sessions.add(client.id);
    await store.addSubscriptions(client, []);
    return subscriptions;
  };
  store.cleanSubscriptions = (client) => {
    sessions.delete(client.id);
    return clean(client);
  };
  return sessions;
}

/** Whether this stands for a session without subscriptions. */
export function isNoSubscription(subscription: object): boolean {
  return subscription === NO_SUBSCRIPTION;
}
