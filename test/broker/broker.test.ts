import { connect, connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import type { IPublishPacket, Packet } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, type BrokerOptions, createBroker } from '../../src/broker/broker.ts';
import type { BrokerEvent } from '../../src/broker/event.ts';
import { bytesOf, connectPacket, publishPacket, type RawClient, rawClient } from './raw-client.ts';

let broker: Broker;
let port: number;
let events: BrokerEvent[];
let clients: MqttClient[];

async function start(options: BrokerOptions = {}): Promise<void> {
  broker = await createBroker({ observe: (event) => events.push(event), ...options });
  ({ port } = await broker.listen({ host: '127.0.0.1', port: 0 }));
}

beforeEach(() => {
  events = [];
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client.end(true);
  await broker.close();
});

async function client(options: IClientOptions = {}): Promise<MqttClient> {
  const connected = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...options });
  clients.push(connected);
  return connected;
}

/** The next messages of a client, as `topic text`. */
function messages(of: MqttClient, expected: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const heard: string[] = [];
    of.on('message', (topic, payload) => {
      heard.push(`${topic} ${payload}`);
      if (heard.length === expected) resolve(heard);
    });
  });
}

const idOf = ({ messageId }: Packet) => messageId ?? 0;

describe('the broker', () => {
  it('tells what happens', async () => {
    await start();
    const one = await client({ clientId: 'one', username: 'ann', password: 'x' });
    await one.subscribeAsync({ 'a/#': { qos: 1 }, b: { qos: 0 } });
    await one.publishAsync('a/b', Uint8Array.of(0xff) as Buffer, { qos: 1, retain: true });
    await one.unsubscribeAsync('b');
    await one.endAsync();
    await expect.poll(() => events.at(-1)?.type).toBe('disconnected');
    const peer = expect.stringMatching(/^127\.0\.0\.1:\d+$/);
    const who = { clientId: 'one', username: 'ann' };
    expect(events).toEqual([
      { type: 'connected', ...who, peer, version: '3.1.1', clean: true },
      {
        type: 'subscribed',
        ...who,
        filters: [
          { filter: 'a/#', qos: 1 },
          { filter: 'b', qos: 0 },
        ],
      },
      { type: 'published', ...who, topic: 'a/b', payload: Buffer.of(0xff), qos: 1, retain: true },
      { type: 'unsubscribed', ...who, filters: ['b'] },
      { type: 'disconnected', ...who },
    ]);
  });

  it('speaks MQTT 3.1', async () => {
    await start();
    await client({ protocolId: 'MQIsdp', protocolVersion: 3, clientId: 'old' });
    await expect.poll(() => events).toMatchObject([{ type: 'connected', version: '3.1' }]);
  });

  it('speaks MQTT 5, and makes up a client id with its own name where asked to', async () => {
    await start();
    const raw = await rawClient(port, 5);
    raw.send(connectPacket('', { protocolVersion: 5 }));
    const connack = await raw.next('connack');
    const clientId = expect.stringMatching(/^building-sim-[0-9a-f]+$/);
    expect(connack).toMatchObject({ reasonCode: 0, properties: { assignedClientIdentifier: clientId } });
    expect(events).toMatchObject([{ type: 'connected', version: '5', clientId }]);
    raw.socket.destroy();
  });

  it('answers a version that is not there yet in the form of MQTT 5', async () => {
    await start();
    const raw = await rawClient(port, 5);
    const bytes = bytesOf(connectPacket('six'));
    bytes[8] = 6;
    raw.socket.write(bytes);
    expect(await raw.next('connack')).toMatchObject({ reasonCode: 0x84 });
    await raw.closed;
    expect(events).toMatchObject([{ type: 'refused', reason: expect.stringContaining('level 6') }]);
  });

  it('deals the messages of a shared subscription to its members in turn', async () => {
    await start();
    const members = [await client(), await client()];
    const heard = members.map((member) => messages(member, 2));
    for (const member of members) await member.subscribeAsync('$share/group/a', { qos: 1 });
    const writer = await client();
    for (const text of ['0', '1', '2', '3']) await writer.publishAsync('a', text, { qos: 1 });
    expect((await Promise.all(heard)).flat().sort()).toEqual(['a 0', 'a 1', 'a 2', 'a 3']);
  });

  it('publishes the will of a client that is cut off, not of one that takes leave', async () => {
    await start();
    const watcher = await client();
    await watcher.subscribeAsync('will/+');
    const heard = messages(watcher, 1);
    const will = (clientId: string) => ({ topic: `will/${clientId}`, payload: Buffer.from('gone') });
    const polite = await client({ clientId: 'polite', will: will('polite') });
    await polite.endAsync();
    const rude = await client({ clientId: 'rude', will: will('rude') });
    rude.stream.destroy();
    expect(await heard).toEqual(['will/rude gone']);
  });

  it('takes 1,500 QoS 2 messages of MQTT 3.1.1 before the first PUBREL: nobody told the client of a maximum', async () => {
    await start();
    const sender = await rawClient(port);
    sender.send(connectPacket('many'));
    for (let id = 1; id <= 1500; id++) sender.send(publishPacket('many', '', 2, id));
    for (let id = 1; id <= 1500; id++) expect(await sender.next('pubrec')).toMatchObject({ messageId: id });
    sender.socket.destroy();
  });

  it('drops a publish to $SYS and keeps its client', async () => {
    await start();
    const watcher = await client();
    await watcher.subscribeAsync(['$SYS/x', 'after']);
    const heard = messages(watcher, 1);
    const forger = await client();
    await forger.publishAsync('$SYS/x', 'forged', { qos: 1, retain: true });
    await forger.publishAsync('after', 'true', { qos: 1 });
    expect(await heard).toEqual(['after true']);
  });

  it('throws out a subscriber that never reads, and all others get everything', async () => {
    // Long enough: a reading client never counts as frozen, even on a slow machine.
    await start({ drainTimeoutMs: 3000 });
    const frozen = await rawClient(port);
    frozen.send(connectPacket('frozen'));
    frozen.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos: 0 }] });
    await frozen.next('suback');
    frozen.socket.pause();
    const reader = await client();
    await reader.subscribeAsync('a');
    const heard = messages(reader, 300);
    const writer = await client();
    for (let sent = 0; sent < 300; sent += 1) writer.publish('a', Buffer.alloc(64 * 1024));
    await heard;
    await expect
      .poll(() => events.filter(({ type }) => type === 'disconnected'))
      .toEqual([{ type: 'disconnected', clientId: 'frozen', error: 'drain timeout' }]);
  });

  it('closes every connection when it closes, those that never spoke too', async () => {
    await start();
    const silent = await rawClient(port);
    const one = await client();
    const closed = new Promise((resolve) => one.once('close', () => resolve('closed')));
    await broker.close();
    await Promise.all([closed, silent.closed]);
    const late = connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
    clients.push(late);
    const error = await new Promise((resolve) => late.once('error', resolve));
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a kept session', () => {
  async function keeper(): Promise<RawClient> {
    const raw = await rawClient(port);
    raw.send(connectPacket('keeper', { clean: false }));
    await raw.next('connack');
    return raw;
  }

  async function subscribeAndLeave(): Promise<void> {
    const raw = await keeper();
    raw.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'k', qos: 2 }] });
    await raw.next('suback');
    raw.send({ cmd: 'disconnect' });
    await raw.closed;
  }

  it('has each message released under its own id, however many are under way', async () => {
    await start();
    await subscribeAndLeave();
    const writer = await client();
    for (const text of ['0', '1', '2']) await writer.publishAsync('k', text, { qos: 2 });
    const raw = await keeper();
    const ids: number[] = [];
    for (const _ of [0, 1, 2]) ids.push(idOf(await raw.next('publish')));
    raw.send(...ids.map((messageId) => ({ cmd: 'pubrec', messageId }) as const));
    const released: number[] = [];
    for (const _ of ids) released.push(idOf(await raw.next('pubrel')));
    expect(released).toEqual(ids);
    raw.send({ cmd: 'pubcomp', messageId: ids[0] ?? 0 }, { cmd: 'disconnect' });
    await raw.closed;
    const again = await keeper();
    const left = [await again.next('pubrel'), await again.next('pubrel')];
    expect(left.map(idOf)).toEqual(ids.slice(1));
    again.socket.destroy();
  });

  it('keeps no more messages than its limit, and $SYS counts the others', async () => {
    await start({ maxQueued: 2, sysIntervalMs: 20 });
    await subscribeAndLeave();
    const writer = await client();
    for (const text of ['0', '1', '2', '3', '4']) await writer.publishAsync('k', text, { qos: 1 });
    const raw = await keeper();
    const kept = [await raw.next('publish'), await raw.next('publish')] as IPublishPacket[];
    expect(kept.map(({ payload }) => String(payload))).toEqual(['0', '1']);
    raw.send(...kept.map((packet) => ({ cmd: 'puback', messageId: idOf(packet) }) as const));
    await writer.publishAsync('k', '5', { qos: 1 });
    expect(String(((await raw.next('publish')) as IPublishPacket).payload)).toBe('5');
    await writer.subscribeAsync('$SYS/broker/publish/messages/dropped');
    const dropped: string[] = [];
    writer.on('message', (_, payload) => dropped.push(String(payload)));
    await expect.poll(() => dropped.at(-1)).toBe('3');
    raw.socket.destroy();
  });
});

describe('$SYS', () => {
  async function status(from: MqttClient): Promise<ReadonlyMap<string, string>> {
    const topics = new Map<string, string>();
    from.on('message', (topic, payload) => topics.set(topic, String(payload)));
    await from.subscribeAsync('$SYS/#');
    await expect.poll(() => topics.size).toBeGreaterThan(40);
    return topics;
  }

  it('counts clients, sessions, subscriptions, packets and retained messages', async () => {
    await start({ sysIntervalMs: 20, version: 'building-sim 9.9.9' });
    const one = await client({ clientId: 'one' });
    const topics = await status(one);
    const figure = (name: string) => topics.get(`$SYS/broker/${name}`);
    const kept = await client({ clientId: 'kept', clean: false });
    await kept.subscribeAsync(['a', 'b'], { qos: 1 });
    await kept.endAsync();
    await one.publishAsync('x', 'y', { qos: 1, retain: true });
    await one.publishAsync('x/2', 'y', { retain: true });
    await one.publishAsync('x/2', '', { retain: true });
    // Each figure is a message of its own, and is renewed by itself.
    for (const [name, value] of [
      ['version', 'building-sim 9.9.9'],
      ['publish/messages/received', '3'],
      ['clients/connected', '1'],
      ['clients/disconnected', '1'],
      ['clients/total', '2'],
      ['clients/maximum', '2'],
      ['subscriptions/count', '3'],
    ] as const) {
      await expect.poll(() => `${name} ${figure(name)}`).toBe(`${name} ${value}`);
    }
    await expect.poll(() => Number(figure('retained messages/count')) - topics.size).toBe(1);
    await expect.poll(() => Number(figure('bytes/sent'))).toBeGreaterThan(1000);
    expect([...topics.keys()].filter((topic) => !topic.startsWith('$SYS/broker/'))).toEqual([]);
  });

  it('counts the bytes and packets of closed connections as well', async () => {
    await start({ sysIntervalMs: 20 });
    const topics = await status(await client());
    const raw = await rawClient(port);
    const said = [connectPacket('raw'), publishPacket('t', 'x', 1)];
    raw.send(...said, { cmd: 'disconnect' });
    await raw.closed;
    const figure = (name: string) => Number(topics.get(`$SYS/broker/${name}`));
    await expect.poll(() => figure('messages/received')).toBe(3 + 2);
    await expect.poll(() => figure('load/sockets/1min')).toBeGreaterThan(0);
  });

  it('is not for those who subscribe to everything', async () => {
    await start();
    const one = await client();
    await one.publishAsync('a//b', 'retained', { retain: true, qos: 2 });
    const heard = messages(one, 2);
    await one.subscribeAsync(['#', '+/broker/uptime', 'a/+/b']);
    await one.publishAsync('x', 'y');
    expect(await heard).toEqual(['a//b retained', 'x y']);
  });

  it('is silent when asked to', async () => {
    await start({ sysIntervalMs: 0 });
    const one = await client();
    await one.subscribeAsync(['$SYS/#', 'x']);
    const heard = messages(one, 1);
    await one.publishAsync('x', 'y');
    expect(await heard).toEqual(['x y']);
  });
});
