import { once } from 'node:events';
import { expect, it } from 'vitest';
import { createPipe } from '../../src/broker/pipe-transport.ts';

function openPipe() {
  const { transport, client } = createPipe('test');
  const told: string[] = [];
  transport.open({
    data: (chunk) => told.push(`${chunk}`),
    drained: () => told.push('drained'),
    ended: () => told.push('ended'),
  });
  return { transport, client, told };
}

it('bytes pass both ways, and packets written together arrive together', async () => {
  const { transport, client, told } = openPipe();
  client.write('hello');
  transport.write([Buffer.from('a'), Buffer.from('b')]);
  expect(`${(await once(client, 'data'))[0]}`).toBe('ab');
  expect(told).toEqual(['hello']);
});

it('a paused broker gets nothing, and the client has to wait', async () => {
  const { transport, client, told } = openPipe();
  transport.pause();
  client.write('1');
  client.write('2');
  expect([told, client.writableLength]).toEqual([[], 2]);
  transport.resume();
  await expect.poll(() => told).toEqual(['1', '2']);
});

it('bytes that the client does not read are unsent, and the broker is told when they are read', async () => {
  const { transport, client, told } = openPipe();
  transport.write([Buffer.alloc(200_000)]);
  expect(transport.unsentBytes).toBe(200_000);
  client.resume();
  await expect.poll(() => told).toEqual(['drained']);
  expect(transport.unsentBytes).toBe(0);
});

it.each(['end', 'destroy'] as const)('a client that does %s has ended, once', async (how) => {
  const { transport, client, told } = openPipe();
  client.write('last');
  client[how]();
  await expect.poll(() => told).toEqual(['last', 'ended']);
  transport.end();
  transport.write([Buffer.from('too late')]);
  client.destroy();
  expect(told).toEqual(['last', 'ended']);
});

it('a broker that ends sends its last packets first; one that destroys does not', async () => {
  const ending = openPipe();
  ending.transport.write([Buffer.from('bye')]);
  ending.transport.end();
  ending.transport.end();
  const heard: string[] = [];
  ending.client.on('data', (chunk: Buffer) => heard.push(`${chunk}`));
  await once(ending.client, 'end');
  expect(heard).toEqual(['bye']);
  const destroying = openPipe();
  const closed = once(destroying.client, 'close');
  destroying.transport.destroy();
  await closed;
  expect(destroying.told).toEqual(['ended']);
});
