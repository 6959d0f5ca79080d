// Tests src/broker/ as a whole: persistent sessions.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import type { BrokerEvent } from '../../src/broker/event.ts';
import { connectPacket, publishPacket, type RawClient, rawClient } from './raw-client.ts';

const MESSAGES = 4000;
/** Unacknowledged messages of the publisher, at most. */
const WINDOW = 50;
/** The subscriber loses its connection after this many new messages. */
const BETWEEN_CUTS = 150;

let broker: Broker;
let port: number;
const errors: string[] = [];
const clients: RawClient[] = [];
beforeEach(async () => {
  errors.length = 0;
  const observe = (event: BrokerEvent) => {
    if (event.type === 'disconnected' && event.error !== undefined) errors.push(event.error);
  };
  broker = await createBroker({ observe });
  port = (await broker.listen({ host: '127.0.0.1', port: 0 })).port;
});
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy();
  await broker.close();
});

async function connected(clientId: string, clean: boolean): Promise<RawClient> {
  const client = await rawClient(port);
  clients.push(client);
  client.send(connectPacket(clientId, { clean }));
  await client.next('connack');
  return client;
}

/** Publishes `0`, `1` … as fast as they are acknowledged. */
async function publishAll(): Promise<void> {
  const publisher = await connected('publisher', true);
  for (let n = 0; n < MESSAGES; n++) {
    if (n >= WINDOW) await publisher.next('puback');
    publisher.send(publishPacket('t', `${n}`, 1, (n % 65_535) + 1));
  }
}

/** The messages sent to each connection of the subscriber, until all have arrived. */
async function hearAll(first: RawClient): Promise<number[][]> {
  const missing = new Set(Array.from({ length: MESSAGES }, (_, n) => n));
  const connections: number[][] = [];
  for (let subscriber = first; ; subscriber = await connected('subscriber', false)) {
    const heard: number[] = [];
    connections.push(heard);
    const missingThen = missing.size;
    while (missing.size > Math.max(0, missingThen - BETWEEN_CUTS)) {
      const packet = await subscriber.next('publish');
      if (packet.cmd !== 'publish') continue;
      subscriber.send({ cmd: 'puback', messageId: packet.messageId ?? 0 });
      heard.push(Number(packet.payload));
      missing.delete(Number(packet.payload));
    }
    if (missing.size === 0) return connections;
    subscriber.socket.resetAndDestroy();
  }
}

it('a kept session is sent each message, in order, however often its connection is cut', async () => {
  const subscriber = await connected('subscriber', false);
  subscriber.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 't', qos: 1 }] });
  await subscriber.next('suback');
  const [connections] = await Promise.all([hearAll(subscriber), publishAll()]);
  expect(connections.length).toBeGreaterThan(MESSAGES / BETWEEN_CUTS / 2);
  for (const heard of connections) expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  expect(errors.filter((error) => error.includes('no such packet'))).toEqual([]);
});

it.each([1, 2] as const)(
  'a kept session with overlapping filters is sent a QoS %i message once',
  async (qos) => {
    const subscriber = await connected('subscriber', false);
    const subscriptions = ['a/+', 'a/#'].map((topic) => ({ topic, qos }));
    subscriber.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await subscriber.next('suback');
    const publisher = await connected('publisher', true);
    const texts = ['0', '1', '2'];
    publisher.send(...texts.map((text, n) => publishPacket('a/b', text, qos, n + 1)));
    const ids: number[] = [];
    for (const text of texts) {
      const packet = await subscriber.next('publish');
      expect(packet.cmd === 'publish' && `${packet.payload}`).toBe(text);
      ids.push(packet.messageId ?? 0);
    }
    for (const messageId of ids) {
      subscriber.send({ cmd: qos === 1 ? 'puback' : 'pubrec', messageId });
      if (qos === 2) expect(await subscriber.next('pubrel')).toMatchObject({ messageId });
    }
  },
);
