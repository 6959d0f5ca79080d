import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../src/trace/event.ts';
import { openProxy, type TraceProxy } from '../../src/trace/proxy.ts';
import { freePort } from '../cli/free-port.ts';

const CONNECT = Buffer.from('100d00044d515454040000000001 78'.replace(' ', ''), 'hex');
const CONNACK = Buffer.from('20020000', 'hex');

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(handler: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    closers.push(() => socket.destroy());
    handler(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return server;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function trace(brokerPort: number): Promise<{ proxy: TraceProxy; events: TraceEvent[] }> {
  const events: TraceEvent[] = [];
  let time = 0;
  const proxy = await openProxy({
    host: '127.0.0.1',
    port: 0,
    dial: () => connect({ host: '127.0.0.1', port: brokerPort, allowHalfOpen: true }),
    describeError: (error) => error.message,
    now: () => time++,
    onEvent: (event) => events.push(event),
  });
  closers.unshift(() => proxy.close());
  return { proxy, events };
}

function dial(proxy: TraceProxy): Socket {
  const socket = connect({ host: '127.0.0.1', port: proxy.port, allowHalfOpen: true });
  socket.on('error', () => {});
  closers.unshift(() => socket.destroy());
  return socket;
}

async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}

function seen(events: readonly TraceEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'seen') return [];
    const { item } = event;
    if (item.kind === 'packet') return [`${event.connection} ${event.from} ${item.packet.name}`];
    return [`${event.connection} ${event.from} ${item.kind}`];
  });
}

describe('the proxy', () => {
  it('passes MQTT both ways and tells what it was', async () => {
    const broker = await listen((socket) => socket.once('data', () => socket.end(CONNACK)));
    const { proxy, events } = await trace(portOf(broker));
    const client = dial(proxy);
    client.end(CONNECT);
    expect(await readAll(client)).toEqual(CONNACK);
    await until(() => events.at(-1)?.kind === 'closed');
    expect(seen(events)).toEqual(['1 client connect', '1 broker connack']);
    expect(events[0]).toMatchObject({
      kind: 'opened',
      broker: { address: '127.0.0.1', port: portOf(broker) },
    });
  });

  it.each([
    ['random bytes', Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) >> 3))],
    [
      'an announced packet of 256 MiB',
      Buffer.concat([CONNECT, Buffer.from('30ffffff7f', 'hex'), Buffer.alloc(200_000)]),
    ],
    ['half a packet', CONNECT.subarray(0, 7)],
    ['a TLS handshake', Buffer.from('160301020001000100', 'hex')],
  ])('passes %s unchanged, and says what it could not read', async (_title, bytes) => {
    const broker = await listen((socket) => socket.pipe(socket));
    const { proxy, events } = await trace(portOf(broker));
    const client = dial(proxy);
    client.end(bytes);
    expect((await readAll(client)).equals(bytes)).toBe(true);
    await until(() => events.at(-1)?.kind === 'closed');
    expect(seen(events)).toContain('1 client unreadable');
  });

  it('keeps what a client says after it has ended its side', async () => {
    const broker = await listen((socket) => {
      socket.resume();
      socket.once('end', () => socket.end(CONNACK));
    });
    const { proxy } = await trace(portOf(broker));
    const client = dial(proxy);
    client.end(CONNECT);
    expect(await readAll(client)).toEqual(CONNACK);
  });

  it('does not read faster than a client that never reads', async () => {
    let written = 0;
    const broker = await listen((socket) => {
      const chunk = Buffer.alloc(65_536);
      const fill = () => {
        while (!socket.destroyed && socket.write(chunk)) written += chunk.length;
        written += chunk.length;
      };
      socket.on('drain', fill);
      fill();
    });
    const { proxy, events } = await trace(portOf(broker));
    const frozen = dial(proxy);
    await once(frozen, 'connect');
    let before = -1;
    while (written !== before) {
      before = written;
      await delay(100);
    }
    // The kernel's buffers of four sockets bound it; the broker could send far more.
    expect(written).toBeLessThan(64 * 1024 * 1024);
    const other = dial(proxy);
    other.write(CONNECT);
    await until(() => seen(events).includes('2 client connect'));
  });

  it('leaves the others alone when one connection breaks', async () => {
    const broker = await listen((socket) => socket.pipe(socket));
    const { proxy, events } = await trace(portOf(broker));
    const [good, bad] = [dial(proxy), dial(proxy)];
    await Promise.all([once(good, 'connect'), once(bad, 'connect')]);
    await until(() => events.filter(({ kind }) => kind === 'opened').length === 2);
    bad.resetAndDestroy();
    await until(() => events.some(({ kind }) => kind === 'closed'));
    good.write(CONNECT);
    const [echo] = (await once(good, 'data')) as [Buffer];
    expect(echo).toEqual(CONNECT);
  });

  it('sends a client away whose broker is not there, and takes the next one', async () => {
    const port = await freePort();
    const { proxy, events } = await trace(port);
    const client = dial(proxy);
    expect(await readAll(client)).toHaveLength(0);
    expect(events).toEqual([
      expect.objectContaining({ kind: 'refused', reason: expect.stringContaining('ECONNREFUSED') }),
    ]);
    const broker = createServer((socket) => socket.end(CONNACK)).listen(port, '127.0.0.1');
    closers.push(() => broker.close());
    await once(broker, 'listening');
    expect(await readAll(dial(proxy))).toEqual(CONNACK);
  });

  it('says nothing of a broker that is there when a client goes early', async () => {
    const broker = await listen((socket) => socket.resume());
    const { proxy, events } = await trace(portOf(broker));
    for (let count = 0; count < 20; count++) {
      const client = dial(proxy);
      await once(client, 'connect');
      client.resetAndDestroy();
    }
    const good = dial(proxy);
    good.write(CONNECT);
    await until(() => seen(events).some((text) => text.endsWith('client connect')));
    expect(events.filter(({ kind }) => kind === 'refused')).toEqual([]);
  });

  it('ends what is open when it is closed', async () => {
    const broker = await listen((socket) => socket.resume());
    const { proxy, events } = await trace(portOf(broker));
    const client = dial(proxy);
    await until(() => events.some(({ kind }) => kind === 'opened'));
    const ended = readAll(client);
    await proxy.close();
    await ended;
    expect(events.at(-1)?.kind).toBe('closed');
  });

  it('rejects where the port is taken', async () => {
    const broker = await listen(() => {});
    const settings = {
      host: '127.0.0.1',
      port: portOf(broker),
      dial: () => connect(1),
      describeError: String,
      now: () => 0,
      onEvent: () => {},
    };
    await expect(openProxy(settings)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
