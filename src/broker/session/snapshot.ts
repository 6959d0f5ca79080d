import type { BrokerCore } from '../core.ts';
import { storedDelivery } from '../routing/route-message.ts';
import type { Subscription } from '../routing/subscription.ts';
import type { StoreChange, StoredSubscription } from '../store.ts';
import type { ClientSession } from './session.ts';

/** A session may have a million. */
const SUBSCRIPTIONS_A_RECORD = 200;

/** The changes for restoring the current retained messages and sessions. */
export function* snapshot({ retained, sessions }: BrokerCore): Iterable<StoreChange> {
  for (const message of retained.values()) {
    if (!message.topic.startsWith('$SYS/')) yield { type: 'retain', message };
  }
  for (const session of sessions.values()) {
    const { clientId, will, willDueAtMs: dueAtMs } = session;
    if (session.isStored) yield* sessionChanges(session);
    if (will) yield { type: 'will', clientId, will, ...(dueAtMs !== undefined && { dueAtMs }) };
  }
}

function* sessionChanges(session: ClientSession): Iterable<StoreChange> {
  const { clientId, expirySeconds, endsAtMs } = session;
  yield { type: 'session', clientId, expirySeconds, ...(endsAtMs !== undefined && { endsAtMs }) };
  if (!session.isPersistent) return;
  const subscriptions = [...session.subscriptions.values()];
  for (let from = 0; from < subscriptions.length; from += SUBSCRIPTIONS_A_RECORD) {
    const some = subscriptions.slice(from, from + SUBSCRIPTIONS_A_RECORD);
    yield { type: 'subscribe', clientId, subscriptions: some.map(plain) };
  }
  for (const packetId of session.received) yield { type: 'receive', from: { clientId, packetId } };
  for (const delivery of session.deliveries()) {
    const { message, sequence } = delivery;
    yield { type: 'enqueue', message, deliveries: [storedDelivery(clientId, delivery)] };
    if (delivery.isReleased) yield { type: 'pubrec', clientId, sequence };
  }
}

/** Without the session: the change carries the client id. */
export function plain({ session: _, ...stored }: Subscription<ClientSession>): StoredSubscription {
  return stored;
}
