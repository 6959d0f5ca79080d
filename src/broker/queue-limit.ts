import type { Store } from './memory-store.ts';

/**
 * Bounds the messages that a store keeps for each session, waiting or not acknowledged. What finds the queue
 * full is dropped, as mosquitto does it. Returns how to learn how many were.
 */
export async function limitQueues(store: Store, maxQueued: number): Promise<() => number> {
  let dropped = 0;
  const queued = new Map<string, number>();
  for (const id of store.sessions ?? [])
    queued.set(id, (await store.outgoingStream({ id }).toArray()).length);
  const enqueue = store.outgoingEnqueueCombi.bind(store);
  const clean = store.cleanSubscriptions.bind(store);
  const clear = store.outgoingClearMessageId.bind(store);

  store.outgoingEnqueueCombi = (subscriptions, packet) => {
    const withRoom = subscriptions.filter(({ clientId }) => {
      const count = queued.get(clientId) ?? 0;
      if (count < maxQueued) queued.set(clientId, count + 1);
      else dropped += 1;
      return count < maxQueued;
    });
    return enqueue(withRoom, packet);
  };
  store.cleanSubscriptions = (client) => {
    queued.delete(client.id);
    return clean(client);
  };
  store.outgoingClearMessageId = async (client, packet) => {
    const cleared = await clear(client, packet);
    const left = (queued.get(client.id) ?? 0) - (cleared === undefined ? 0 : 1);
    if (left > 0) queued.set(client.id, left);
    else queued.delete(client.id);
    return cleared;
  };
  return () => dropped;
}
