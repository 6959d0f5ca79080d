import type { IPublishPacket } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, type BrokerOptions, createBroker } from '../../src/broker/broker.ts';
import type { BrokerEvent } from '../../src/broker/event.ts';
import { connectPacket, publishPacket, type RawClient, rawClient } from './raw-client.ts';

let broker: Broker;
let port: number;
let events: BrokerEvent[];
beforeEach(() => {
  events = [];
});
afterEach(() => broker.close());

async function start(options: BrokerOptions): Promise<void> {
  broker = await createBroker({ ...options, sysIntervalMs: 0, observe: (event) => events.push(event) });
  ({ port } = await broker.listen({ host: '127.0.0.1', port: 0 }));
}

async function connect(clientId: string, clean: boolean): Promise<RawClient> {
  const client = await rawClient(port);
  client.send(connectPacket(clientId, { clean }));
  await client.next('connack');
  return client;
}

async function subscribe(clientId: string, qos: 0 | 1 = 1): Promise<RawClient> {
  const client = await connect(clientId, false);
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'k', qos }] });
  await client.next('suback');
  return client;
}

async function leave(client: RawClient): Promise<void> {
  client.send({ cmd: 'disconnect' });
  await client.closed;
}

async function publish(writer: RawClient, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) {
    writer.send(publishPacket('k', `${n}`.padEnd(800), 1, n + 1));
    await writer.next('puback');
  }
}

/** Acknowledges and gives the waiting messages, up to a last one published as the end mark. */
async function received(client: RawClient, writer: RawClient): Promise<string[]> {
  writer.send(publishPacket('k', 'end', 1, 60_000));
  const texts: string[] = [];
  for (;;) {
    const { payload, messageId = 0 } = (await client.next('publish')) as IPublishPacket;
    if (messageId > 0) client.send({ cmd: 'puback', messageId });
    if (String(payload) === 'end') return texts;
    texts.push(String(payload).trimEnd());
  }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => String(from + n));
const failures = () => events.flatMap((event) => (event.type === 'failed' ? [event.error.message] : []));

describe('the sessions of absent clients', () => {
  it('hold so many bytes together, which is said once, and a client that is there gets everything', async () => {
    await start({ maxQueuedBytes: 10_010 });
    await leave(await subscribe('one'));
    await leave(await subscribe('two'));
    const reader = await subscribe('reader', 0);
    const writer = await connect('writer', true);
    await publish(writer, 0, 20);
    expect(failures()).toEqual([
      'the sessions of absent clients hold 10010 bytes: further messages for them are dropped',
    ]);
    expect(await received(reader, writer)).toEqual(numbers(0, 20));
    const one = await connect('one', false);
    expect(await received(one, writer)).toEqual(numbers(0, 5));
    await leave(one);
    await publish(writer, 20, 30);
    expect(failures()).toHaveLength(1);
    // The messages of "two" are still there; of the rest each session got the half.
    const again = await connect('one', false);
    expect(await received(again, writer)).toEqual(numbers(20, 22));
  });

  it('have room again when a session ends', async () => {
    await start({ maxQueuedBytes: 5_010 });
    await leave(await subscribe('one'));
    const writer = await connect('writer', true);
    await publish(writer, 0, 10);
    await leave(await connect('one', true));
    await leave(await subscribe('two'));
    await publish(writer, 10, 14);
    const two = await connect('two', false);
    expect(await received(two, writer)).toEqual(numbers(10, 14));
  });

  it('end after the longest time that the broker allows', async () => {
    await start({ maxSessionExpirySeconds: 1 });
    await leave(await subscribe('one'));
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const client = await rawClient(port);
    client.send(connectPacket('one', { clean: false }));
    expect(await client.next('connack')).toMatchObject({ sessionPresent: false });
  });
});
