import AsyncPersistence, {
  type ClientId,
  type StoredSubscription,
  type Subscriber,
} from 'aedes-persistence/asyncPersistence.js';

/** No topic and no filter contains it [MQTT-4.7.3-2]. */
const EMPTY = '\0';

/**
 * aedes' memory with empty levels as levels: there `+` doesn't match an empty one, so `+/+` not `/finance`
 * (MQTT 3.1.1 §4.7.1.3). Such a level is kept under a name that nobody else can use.
 */
export class FilterStore extends AsyncPersistence {
  override addSubscriptions(client: ClientId, subscriptions: readonly StoredSubscription[]): Promise<void> {
    return super.addSubscriptions(
      client,
      subscriptions.map((subscription) => ({ ...subscription, topic: named(subscription.topic) })),
    );
  }

  override removeSubscriptions(client: ClientId, topics: readonly string[]): Promise<void> {
    return super.removeSubscriptions(client, topics.map(named));
  }

  override async subscriptionsByClient(client: ClientId): Promise<readonly StoredSubscription[]> {
    return (await super.subscriptionsByClient(client)).map(unnamedIn);
  }

  override subscriptionsByTopic(topic: string): Promise<readonly Subscriber[]> {
    if (!hasEmptyLevel(topic)) return super.subscriptionsByTopic(topic);
    return super.subscriptionsByTopic(named(topic)).then((found) => found.map(unnamedIn));
  }
}

function hasEmptyLevel(topic: string): boolean {
  return topic.includes('//') || topic.startsWith('/') || topic.endsWith('/');
}

function named(topic: string): string {
  if (!hasEmptyLevel(topic)) return topic;
  return topic
    .split('/')
    .map((level) => level || EMPTY)
    .join('/');
}

function unnamedIn<T extends { readonly topic: string }>(subscription: T): T {
  const { topic } = subscription;
  return topic.includes(EMPTY) ? { ...subscription, topic: topic.replaceAll(EMPTY, '') } : subscription;
}
