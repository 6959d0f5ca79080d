import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../src/trace/event.ts';
import type { TraceProxy } from '../../src/trace/proxy.ts';
import { openUdpProxy } from '../../src/trace/udp-proxy.ts';
import { freePort } from '../cli/free-port.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function bind(): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closers.push(() => socket.close());
  return socket;
}

/** A gateway echoing every datagram. */
async function echo(): Promise<Socket> {
  const gateway = await bind();
  return gateway.on('message', (datagram, { port, address }) => gateway.send(datagram, port, address));
}

async function trace(port: number): Promise<{ proxy: TraceProxy; events: TraceEvent[] }> {
  const events: TraceEvent[] = [];
  const proxy = await openUdpProxy({
    host: '127.0.0.1',
    port: 0,
    target: { address: '127.0.0.1', port },
    createReader: () => (_from, datagram) => ({ kind: 'unreadable', reason: datagram.toString() }),
    describeError: String,
    now: () => 0,
    onEvent: (event) => events.push(event),
  });
  closers.unshift(() => proxy.close());
  return { proxy, events };
}

async function ask(client: Socket, { port }: TraceProxy, text: string): Promise<string> {
  const answer = once(client, 'message');
  client.send(text, port, '127.0.0.1');
  return String((await answer)[0]);
}

describe('the proxy of datagrams', () => {
  it("answers each client what is the client's, and tells both ways", async () => {
    const { proxy, events } = await trace((await echo()).address().port);
    const [one, two] = [await bind(), await bind()];
    expect(await ask(one, proxy, 'one')).toBe('one');
    expect(await ask(two, proxy, 'two')).toBe('two');
    expect(await ask(one, proxy, '')).toBe('');
    const kinds = events.map((event) =>
      `${event.connection} ${event.kind} ${'from' in event ? event.from : ''}`.trim(),
    );
    expect(kinds.slice(0, 6)).toEqual([
      '1 opened',
      '1 bytes client',
      '1 seen client',
      '1 bytes broker',
      '1 seen broker',
      '2 opened',
    ]);
  });

  it('outlives a gateway that is not there', async () => {
    const port = await freePort();
    const { proxy, events } = await trace(port);
    const client = await bind();
    const refused = () => events.filter(({ kind }) => kind === 'refused');
    while (refused().length === 0) {
      client.send('anybody?', proxy.port, '127.0.0.1');
      await delay(5);
    }
    expect(refused()[0]).toMatchObject({ reason: expect.stringContaining('ECONNREFUSED') });
    const gateway = createSocket('udp4').bind(port, '127.0.0.1');
    closers.push(() => gateway.close());
    await once(gateway, 'listening');
    gateway.on('message', (datagram, from) => gateway.send(datagram, from.port, from.address));
    const heard: string[] = [];
    client.on('message', (datagram) => heard.push(`${datagram}`));
    // The refusal of an earlier datagram may meet this one.
    const ask = () => {
      client.send('now?', proxy.port, '127.0.0.1');
      return heard;
    };
    await expect.poll(ask).toContain('now?');
  });
});
