import type { Aedes, Client, PublishPacket } from 'aedes';
import type { ClientId } from 'aedes-persistence/asyncPersistence.js';
import type { Store } from './memory-store.ts';

/**
 * Publishes the wills of connections that ended with an earlier broker. A server that failed may do so when it
 * starts again (MQTT 3.1.1 §3.1.2.5): kept sessions hear of it, and what is to be retained is. From now on only the
 * wills are kept that the client has the right to publish, since nobody knows of its rights later.
 */
export function publishLeftWills(
  aedes: Aedes,
  store: Store,
  mayPublish: (client: Client, topic: string) => boolean,
): void {
  for (const [id, will] of store.wills ?? []) {
    aedes.publish(will as PublishPacket, () => {
      store.delWill({ id }).catch((error) => aedes.emit('error', error));
    });
  }
  const putWill = store.putWill.bind(store);
  store.putWill = async (client: ClientId, will) => {
    if (mayPublish(client as unknown as Client, will.topic ?? '')) await putWill(client, will);
  };
}
