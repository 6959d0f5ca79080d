import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IPublishPacket } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPacket, publishPacket, type RawClient, rawClient } from '../broker/raw-client.ts';
import { runCli } from './run.ts';
import { startBroker, startBrokerProcess } from './running-broker.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-broker-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('broker --store', () => {
  it('has every message that it acknowledged, however often it is killed', async () => {
    const store = join(folder, 'store');
    const keeper = connectPacket('keeper', { clean: false });
    const acknowledged: number[] = [];
    let next = 0;
    for (let round = 0; round < 4; round += 1) {
      const { command, port } = await startBrokerProcess('--store', store);
      const subscriber = await rawClient(port);
      subscriber.send(keeper, { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'k', qos: 1 }] });
      await subscriber.next('suback');
      subscriber.send({ cmd: 'disconnect' });
      await subscriber.closed;
      const writer = await rawClient(port);
      writer.send(connectPacket('writer'));
      await writer.next('connack');
      for (let sent = 0; sent < 60; sent += 1) {
        writer.send(publishPacket('k', String(next + sent), 1, sent + 1));
      }
      for (let heard = 0; heard < 30; heard += 1) {
        const { messageId = 0 } = await writer.next('puback');
        acknowledged.push(next + messageId - 1);
      }
      next += 60;
      await command.stop('SIGKILL');
      writer.socket.destroy();
    }
    const { port, command } = await startBrokerProcess('--store', store);
    const reader = await rawClient(port);
    reader.send(keeper);
    const heard: number[] = [];
    while (!acknowledged.every((number) => heard.includes(number))) {
      const { payload } = (await reader.next('publish')) as IPublishPacket;
      heard.push(Number(payload));
    }
    expect(acknowledged).toHaveLength(120);
    expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
    expect((await command.stop('SIGTERM')).code).toBe(143);
  });

  it('publishes the wills of those whose connections ended with a broker that was killed', async () => {
    const store = join(folder, 'wills');
    const first = await startBrokerProcess('--store', store);
    const keeper = connectPacket('keeper', { clean: false });
    const watcher = await rawClient(first.port);
    watcher.send(keeper, { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'state/#', qos: 1 }] });
    await watcher.next('suback');
    const connectWithWill = async (clientId: string, text: string) => {
      const client = await rawClient(first.port);
      const will = { topic: `state/${clientId}`, payload: Buffer.from(text), qos: 1, retain: true } as const;
      client.send(connectPacket(clientId, { will }));
      await client.next('connack');
      return client;
    };
    const polite = await connectWithWill('polite', 'never');
    polite.send({ cmd: 'disconnect' });
    await polite.closed;
    const old = await connectWithWill('twice', 'first');
    await connectWithWill('twice', 'second');
    await connectWithWill('doomed', 'gone');
    await old.closed;
    expect(await hear(watcher)).toBe('state/twice first');
    await first.command.stop('SIGKILL');

    const second = await startBrokerProcess('--store', store);
    const again = await rawClient(second.port);
    again.send(keeper);
    // The last acknowledged message may come again.
    const heard = new Set<string>();
    while (!['state/doomed gone', 'state/twice second'].every((line) => heard.has(line))) {
      heard.add(await hear(again));
    }
    expect([...heard]).not.toContain('state/polite never');
    await second.command.stop('SIGTERM');

    const third = await startBrokerProcess('--store', store);
    const last = await rawClient(third.port);
    last.send(connectPacket('late'), {
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 'state/#', qos: 1 }],
    });
    expect([await hear(last), await hear(last)].sort()).toEqual(['state/doomed gone', 'state/twice second']);
    last.send(publishPacket('state/end', 'end', 1));
    expect(await hear(last)).toBe('state/end end');
  });

  it('refuses a folder that another broker uses', async () => {
    const store = join(folder, 'shared');
    await startBroker('--store', store);
    const { code, stderr } = await runCli(['broker', '--port', '0', '--store', store]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/the folder .*shared is used by another broker, process \d+\n$/);
  });
});

/** Acknowledges the next message and gives its topic and text. */
async function hear(client: RawClient): Promise<string> {
  const { topic, payload, messageId = 0 } = (await client.next('publish')) as IPublishPacket;
  client.send({ cmd: 'puback', messageId });
  return `${topic} ${payload}`;
}
