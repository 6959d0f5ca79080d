import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IPublishPacket } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, type BrokerOptions, createBroker } from '../../src/broker/broker.ts';
import { FolderStore } from '../../src/broker/folder-store.ts';
import { connectPacket, publishPacket, type RawClient, rawClient } from './raw-client.ts';

let folder: string;
let broker: Broker | undefined;
let port: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-store-'));
});
afterEach(async () => {
  await broker?.close();
  broker = undefined;
  await rm(folder, { recursive: true });
});

async function start(growthBytes?: number, options: BrokerOptions = {}): Promise<void> {
  broker = await createBroker({ ...options, store: await FolderStore.open(folder, growthBytes) });
  ({ port } = await broker.listen({ host: '127.0.0.1', port: 0 }));
}

async function restart(): Promise<void> {
  await broker?.close();
  await start();
}

async function connect(clientId: string, clean = true): Promise<RawClient> {
  const raw = await rawClient(port);
  raw.send(connectPacket(clientId, { clean }));
  await raw.next('connack');
  return raw;
}

async function leave(raw: RawClient): Promise<void> {
  raw.send({ cmd: 'disconnect' });
  await raw.closed;
}

async function subscribed(clientId: string, qos: 1 | 2, topic = 'k'): Promise<RawClient> {
  const raw = await connect(clientId, false);
  raw.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos }] });
  await raw.next('suback');
  return raw;
}

async function publish(texts: readonly string[], topic = 'k', retain = false): Promise<void> {
  const writer = await connect('writer');
  for (const [n, text] of texts.entries()) {
    writer.send({ ...(publishPacket(topic, text, 1, n + 1) as IPublishPacket), retain });
    await writer.next('puback');
  }
  await leave(writer);
}

const nextPublish = async (raw: RawClient) => (await raw.next('publish')) as IPublishPacket;
const textOf = ({ payload }: IPublishPacket) => String(payload);
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => String(from + n));

describe('a store in a folder', () => {
  it('keeps retained messages, and forgets them when they are cleared', async () => {
    await start();
    await publish(['one', 'two'], 'r', true);
    await publish(['three', ''], 'gone', true);
    await restart();
    const raw = await subscribed('reader', 1, '#');
    expect(await nextPublish(raw)).toMatchObject({ topic: 'r', payload: Buffer.from('two'), retain: true });
    await publish(['next']);
    expect(textOf(await nextPublish(raw))).toBe('next');
    await leave(raw);
  });

  it('keeps sessions and what waits for them, in its order, over several restarts', async () => {
    await start();
    await leave(await subscribed('keeper', 1));
    await publish(numbers(0, 5));
    await restart();
    await publish(numbers(5, 10));
    await restart();
    const raw = await connect('keeper', false);
    const heard: string[] = [];
    for (let n = 0; n < 10; n += 1) {
      const packet = await nextPublish(raw);
      heard.push(textOf(packet));
      if (n < 4) raw.send({ cmd: 'puback', messageId: packet.messageId ?? 0 });
    }
    expect(heard).toEqual(numbers(0, 10));
    await leave(raw);
    await restart();
    const again = await connect('keeper', false);
    expect(textOf(await nextPublish(again))).toBe('4');
    await leave(again);
  });

  it('knows again which QoS 2 messages were received, and which were released', async () => {
    await start();
    const keeper = await subscribed('keeper', 2);
    const writer = await connect('writer', false);
    writer.send(publishPacket('k', 'once', 2, 7));
    await writer.next('pubrec');
    const packet = await nextPublish(keeper);
    keeper.send({ cmd: 'pubrec', messageId: packet.messageId ?? 0 });
    await keeper.next('pubrel');
    await leave(keeper);
    await leave(writer);
    await restart();
    const laterWriter = await connect('writer', false);
    laterWriter.send({ ...(publishPacket('k', 'once', 2, 7) as IPublishPacket), dup: true });
    await laterWriter.next('pubrec');
    laterWriter.send({ cmd: 'pubrel', messageId: 7 });
    await laterWriter.next('pubcomp');
    laterWriter.send(publishPacket('k', 'after', 2, 7));
    await laterWriter.next('pubrec');
    const laterKeeper = await connect('keeper', false);
    expect(await laterKeeper.next('pubrel')).toMatchObject({ messageId: packet.messageId });
    expect(textOf(await nextPublish(laterKeeper))).toBe('after');
    await leave(laterKeeper);
    await leave(laterWriter);
  });

  it('loses no QoS 1 message that QoS 0 messages overtake while it is stored', async () => {
    await start();
    await subscribed('keeper', 1);
    const reader = await connect('reader');
    reader.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 1 }] });
    await reader.next('suback');
    const writer = await connect('writer');
    for (let n = 1; n <= 50; n++)
      writer.send(publishPacket('k', `${n}`, 1, n), publishPacket('fast', `${n}`));
    const heard = new Set<string>();
    while (heard.size < 100) {
      const packet = await nextPublish(reader);
      heard.add(`${packet.topic} ${packet.payload}`);
    }
  });

  it('forgets the session of a client that comes back with a clean one, and what it unsubscribed', async () => {
    await start();
    await leave(await subscribed('keeper', 1));
    const partly = await subscribed('partly', 1);
    partly.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['k'] });
    await partly.next('unsuback');
    await leave(partly);
    await leave(await connect('keeper', true));
    await restart();
    await publish(['missed']);
    for (const [id, sessionPresent] of [
      ['keeper', false],
      ['partly', true],
    ] as const) {
      const raw = await rawClient(port);
      raw.send(connectPacket(id, { clean: false }));
      expect(await raw.next('connack')).toMatchObject({ sessionPresent });
      raw.send({ cmd: 'subscribe', messageId: 3, subscriptions: [{ topic: 'k', qos: 1 }] });
      await raw.next('suback');
      await publish([`for ${id}`]);
      expect(textOf(await nextPublish(raw))).toBe(`for ${id}`);
      await leave(raw);
    }
  });

  it('counts what waited before it was restarted among what may wait', async () => {
    const maxQueued = 3;
    await start(undefined, { maxQueued });
    await leave(await subscribed('keeper', 1));
    await publish(['a', 'b']);
    await broker?.close();
    await start(undefined, { maxQueued });
    await publish(['c', 'd', 'e']);
    await broker?.close();
    const store = await FolderStore.open(folder);
    const waiting: IPublishPacket[] = await store.outgoingStream({ id: 'keeper' }).toArray();
    await store.destroy();
    expect(waiting.map(textOf)).toEqual(['a', 'b', 'c']);
  });

  it('drops a will of before that finds a queue full', async () => {
    const before = await FolderStore.open(folder);
    const waiting = { cmd: 'publish', topic: 'k', payload: Buffer.from('a'), qos: 1, retain: false };
    await before.addSubscriptions({ id: 'keeper' }, [{ topic: 'k', qos: 1 }]);
    await before.outgoingEnqueueCombi([{ clientId: 'keeper', topic: 'k' }], waiting);
    await before.putWill({ id: 'gone' }, { ...waiting, payload: Buffer.from('will') });
    await before.destroy();
    await start(undefined, { maxQueued: 1 });
    const raw = await connect('keeper', false);
    expect(textOf(await nextPublish(raw))).toBe('a');
    await leave(raw);
  });

  it('writes its journal anew while it runs, and loses nothing by it', async () => {
    await start(4000);
    await leave(await subscribed('keeper', 1));
    for (let round = 0; round < 20; round += 1) {
      await publish(numbers(0, 20), 'state', true);
      await publish([String(round)]);
    }
    expect((await stat(join(folder, 'journal.jsonl'))).size).toBeLessThan(20_000);
    await restart();
    const raw = await connect('keeper', false);
    const heard: string[] = [];
    for (let n = 0; n < 20; n += 1) heard.push(textOf(await nextPublish(raw)));
    expect(heard).toEqual(numbers(0, 20));
    await leave(raw);
  });

  it('passes over a last line that a crash left unfinished', async () => {
    await start();
    await publish(['kept'], 'r', true);
    await broker?.close();
    const journal = join(folder, 'journal.jsonl');
    await appendFile(journal, (await readFile(journal, 'utf8')).slice(0, 20));
    await start();
    const raw = await subscribed('reader', 1, '#');
    expect(textOf(await nextPublish(raw))).toBe('kept');
    await leave(raw);
  });

  it('refuses a journal with any other line that can not be read', async () => {
    await writeFile(join(folder, 'journal.jsonl'), '["forget","a"]\n["forget","\n["forget","b"]\n');
    await expect(FolderStore.open(folder)).rejects.toThrow(/journal\.jsonl, line 2: not a record/);
  });

  it('refuses a folder that another process uses, or that is none', async () => {
    await writeFile(join(folder, 'lock'), String(process.ppid));
    await expect(FolderStore.open(folder)).rejects.toThrow(`used by another broker, process ${process.ppid}`);
    await writeFile(join(folder, 'file'), '');
    await expect(FolderStore.open(join(folder, 'file'))).rejects.toThrow(/can't be used: not a directory/);
  });

  it('makes its folder, and those above it', async () => {
    const deep = join(folder, 'a', 'b', 'c');
    await (await FolderStore.open(deep)).destroy();
    expect((await stat(deep)).isDirectory()).toBe(true);
  });

  it.skipIf(process.platform !== 'linux').each(['/proc/none', '/proc/none/below'])(
    'refuses %s, where no folder can be made',
    async (impossible) => {
      await expect(FolderStore.open(impossible)).rejects.toThrow(/can't be used: no such file or directory/);
    },
  );
});
