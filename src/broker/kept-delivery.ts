import { Readable } from 'node:stream';
import type { Aedes } from 'aedes';
import type { StoredPacket } from 'aedes-persistence/asyncPersistence.js';
import { grantedQos } from './granted-qos.ts';
import { type AedesClient, KeptConnection } from './kept-connection.ts';
import type { Store } from './memory-store.ts';

/**
 * Sends kept sessions their QoS 1 and 2 messages from their queue in the store, and only from there. aedes
 * would send a message as it is published, on every connection that still subscribes for the session, and at
 * the same time send what had waited: out of order, under several packet ids of which the store knows one, so
 * that acknowledgements remove the wrong message, or none and the connection is closed.
 */
export function deliverKept(aedes: Aedes, store: Store): void {
  const connections = new Map<string, KeptConnection>();
  const clients = new WeakSet<object>();

  const outgoingStream = store.outgoingStream.bind(store);
  store.outgoingStream = (client) =>
    clients.has(client) && !client.clean ? Readable.from([]) : outgoingStream(client);
  store.onEnqueued = (clientId, packet) => connections.get(clientId)?.offer(packet);
  queueOnce(store);
  releaseIds(store, (clientId, messageId) => connections.get(clientId)?.acknowledged(messageId));

  const { handle } = aedes;
  aedes.handle = (stream, request) => {
    const client = handle(stream, request) as AedesClient;
    const connection = new KeptConnection(client, store);
    clients.add(client);
    replaceLiveDelivery(client, connection);
    client.once('connected', () => {
      if (client.clean || client.closed) return;
      connections.set(client.id, connection);
      client.conn.once('close', () => {
        if (connections.get(client.id) === connection) connections.delete(client.id);
      });
      connection.open(outgoingStream(client));
    });
    return client;
  };
}

/**
 * Leaves to aedes what is in no queue: QoS 0, clean sessions, and retained messages for a new subscription; at the
 * QoS that was granted, where aedes asks a subscription to just that topic only. And each message once: aedes takes
 * a message for a copy if it is older than the last, and so drops a QoS 1 message that a younger QoS 0 one overtakes
 * while it is stored. Copies for overlapping filters come straight after each other.
 */
function replaceLiveDelivery(client: AedesClient, connection: KeptConnection): void {
  const { deliver0, deliverQoS } = client;
  let last: number | undefined;
  const deliver: AedesClient['deliverQoS'] = (packet, done) => {
    const { topic = '', qos = 0, payload, retain, brokerId, brokerCounter } = packet;
    const isCopy = Boolean(brokerId) && brokerCounter === last;
    // At QoS 0 there is nothing to lower.
    const granted = isCopy || qos === 0 ? 0 : grantedQos(client.subscriptions, topic, qos);
    if (brokerId) last = brokerCounter;
    // Only what a new subscription is told is marked as retained; what was cleared meanwhile is none of it.
    const isCleared = retain && !payload?.length;
    if (isCopy || isCleared || granted === undefined) {
      setImmediate(done);
      return;
    }
    // Without a broker id aedes looks for no copies; and the sender's DUP is not passed on [MQTT-3.3.1-3].
    packet.brokerId = '';
    packet.dup = false;
    packet.qos = granted;
    if (granted === 0) deliver0(packet, done);
    else if (client.clean || retain) deliverQoS(packet, done);
    else connection.whenWritable(done);
  };
  client.deliver0 = deliver;
  client.deliverQoS = deliver;
}

/** A session with overlapping subscriptions has each message in its queue once, as a connected client is sent it once. */
function queueOnce(store: Store): void {
  const enqueue = store.outgoingEnqueueCombi.bind(store);
  store.outgoingEnqueueCombi = (subscribers, packet) => {
    if (subscribers.length < 2) return enqueue(subscribers, packet);
    const perSession = new Map(subscribers.map((subscriber) => [subscriber.clientId, subscriber]));
    return enqueue([...perSession.values()], packet);
  };
}

/**
 * Tells which packet ids are free again. For a message that may not be sent aedes clears without an id, which
 * would remove whichever message was not sent yet.
 */
function releaseIds(store: Store, onReleased: (clientId: string, messageId: number) => void): void {
  const clear = store.outgoingClearMessageId.bind(store);
  store.outgoingClearMessageId = async (client, packet): Promise<StoredPacket | undefined> => {
    if (packet.messageId === undefined) return undefined;
    const cleared = await clear(client, packet);
    onReleased(client.id, packet.messageId);
    return cleared;
  };
}
