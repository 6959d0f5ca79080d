// Tests src/trace/gate.ts, src/trace/link.ts and src/trace/proxy.ts with interference.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../src/trace/event.ts';
import type { Fate, Passing } from '../../src/trace/interference.ts';
import { openProxy, type StreamProxy } from '../../src/trace/proxy.ts';

const CONNECT = Buffer.from('100d00044d51545404000000000178', 'hex');
const CONNACK = Buffer.from('20020000', 'hex');
const PINGREQ = Buffer.from('c000', 'hex');
const DISCONNECT = Buffer.from('e000', 'hex');
const publish = (text: string) =>
  Buffer.concat([Buffer.of(0x30, 3 + text.length, 0, 1, 0x61), Buffer.from(text)]);

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server of which `heard` has all bytes, over all connections. */
async function listen(
  handler: (socket: Socket) => void = () => {},
): Promise<{ server: Server; heard: () => Buffer }> {
  const chunks: Buffer[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => chunks.push(bytes));
    socket.on('end', () => socket.end());
    closers.push(() => socket.destroy());
    handler(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return { server, heard: () => Buffer.concat(chunks) };
}

interface Interfered {
  readonly proxy: StreamProxy;
  readonly events: TraceEvent[];
  readonly met: Passing[];
}

async function interfere(
  server: Server,
  fateOf: (passing: Passing) => Fate | undefined,
  more: { packetLimit?: number; whileDown?: () => Promise<void> } = {},
): Promise<Interfered> {
  const events: TraceEvent[] = [];
  const met: Passing[] = [];
  const { port } = server.address() as AddressInfo;
  const proxy = await openProxy({
    host: '127.0.0.1',
    port: 0,
    dial: () => connect({ host: '127.0.0.1', port, allowHalfOpen: true }),
    describeError: (error) => error.message,
    now: () => 0,
    onEvent: (event) => events.push(event),
    interference: {
      fateOf: (passing) => {
        met.push(passing);
        return fateOf(passing);
      },
    },
    ...more,
  });
  closers.unshift(() => proxy.close());
  return { proxy, events, met };
}

function dial({ port }: { port: number }): Socket {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.on('error', () => {});
  closers.unshift(() => socket.destroy());
  return socket;
}

async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const on = (name: string, fate: Fate) => (passing: Passing) =>
  passing.packet.name === name ? fate : undefined;
const fatesOf = (events: readonly TraceEvent[]) =>
  events.flatMap((event) =>
    event.kind === 'seen' && event.item.kind === 'packet'
      ? [[event.item.packet.name, event.fate?.words]]
      : [],
  );

describe('the proxy with interference', () => {
  it('withholds a packet, and passes the packets around it', async () => {
    const { server, heard } = await listen();
    const { proxy, events } = await interfere(server, on('pingreq', { words: 'withheld' }));
    const client = dial(proxy);
    client.end(Buffer.concat([CONNECT, PINGREQ, publish('x'), PINGREQ, DISCONNECT]));
    await readAll(client);
    expect(heard()).toEqual(Buffer.concat([CONNECT, publish('x'), DISCONNECT]));
    expect(fatesOf(events)).toEqual([
      ['connect', undefined],
      ['pingreq', 'withheld'],
      ['publish', undefined],
      ['pingreq', 'withheld'],
      ['disconnect', undefined],
    ]);
  });

  it('holds a packet until its last byte, for chunks of any size', async () => {
    const { server, heard } = await listen();
    const { proxy, met } = await interfere(
      server,
      on('publish', { words: 'changed', passes: publish('CHANGED') }),
    );
    const client = dial(proxy);
    client.setNoDelay(true);
    for (const byte of Buffer.concat([CONNECT, publish('as it was'), PINGREQ])) {
      client.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    client.end();
    await readAll(client);
    expect(heard()).toEqual(Buffer.concat([CONNECT, publish('CHANGED'), PINGREQ]));
    expect(met.map(({ from, level, connection }) => [from, level, connection])).toEqual(
      Array.from({ length: 3 }, () => ['client', 4, 1]),
    );
  });

  it('keeps the order while a packet waits, and ends only then', async () => {
    const { server, heard } = await listen();
    const { proxy, events } = await interfere(server, ({ packet }) =>
      packet.name === 'publish' ? { words: 'delayed', waitMs: 50, passes: packet.bytes } : undefined,
    );
    const client = dial(proxy);
    client.end(Buffer.concat([CONNECT, publish('1'), PINGREQ, publish('2'), DISCONNECT]));
    const startedAt = performance.now();
    await readAll(client);
    // A timer may be a millisecond early.
    expect(performance.now() - startedAt).toBeGreaterThan(2 * 50 - 3);
    expect(heard()).toEqual(Buffer.concat([CONNECT, publish('1'), PINGREQ, publish('2'), DISCONNECT]));
    expect(events.filter(({ kind }) => kind === 'closed')).toEqual([
      expect.not.objectContaining({ error: '' }),
    ]);
  });

  it('cuts within a packet: both sides see the end, the receiver after the bytes that passed', async () => {
    const { server, heard } = await listen();
    const half = publish('half of it').subarray(0, 6);
    const { proxy, events } = await interfere(
      server,
      on('publish', { words: 'cut', passes: half, afterwards: 'close' }),
    );
    const client = dial(proxy);
    client.write(Buffer.concat([CONNECT, publish('half of it'), PINGREQ]));
    await readAll(client);
    await expect.poll(heard).toEqual(Buffer.concat([CONNECT, half]));
    expect(fatesOf(events).at(-1)).toEqual(['publish', 'cut']);
    await expect.poll(() => events.at(-1)?.kind).toBe('closed');
  });

  it('answers in the name of the broker, which hears nothing', async () => {
    const { server, heard } = await listen();
    const fate: Fate = { words: 'refused', answers: Buffer.from('20020003', 'hex'), afterwards: 'close' };
    const { proxy } = await interfere(server, on('connect', fate));
    const client = dial(proxy);
    client.write(CONNECT);
    expect((await readAll(client)).toString('hex')).toBe('20020003');
    expect(heard()).toHaveLength(0);
  });

  it('interferes with what the broker sends', async () => {
    const { server } = await listen((socket) => socket.once('data', () => socket.write(CONNACK)));
    const { proxy } = await interfere(server, ({ packet }) =>
      packet.name === 'connack'
        ? { words: 'twice', passes: Buffer.concat([packet.bytes, packet.bytes]) }
        : undefined,
    );
    const client = dial(proxy);
    client.end(CONNECT);
    expect(await readAll(client)).toEqual(Buffer.concat([CONNACK, CONNACK]));
  });

  it('restarts: ends every connection, refuses for a time, and is back on its port', async () => {
    const { server } = await listen((socket) => socket.on('data', () => socket.write(CONNACK)));
    const order: string[] = [];
    const { proxy } = await interfere(
      server,
      ({ packet, connection }) =>
        packet.name === 'pingreq' && connection === 2
          ? { words: 'restart', afterwards: 'restart', downMs: 300 }
          : undefined,
      { whileDown: async () => void order.push('down') },
    );
    const [other, client] = [dial(proxy), dial(proxy)];
    other.write(CONNECT);
    await once(other, 'data');
    client.write(CONNECT);
    await once(client, 'data');
    const ended = Promise.all([readAll(other), readAll(client)]);
    client.write(PINGREQ);
    await ended;
    const [error] = (await once(dial(proxy), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    expect(order).toEqual(['down']);
    await expect
      .poll(async () => {
        const again = dial(proxy);
        again.end(CONNECT);
        return readAll(again).catch(() => undefined);
      })
      .toEqual(CONNACK);
  });

  it('can be closed while it is down', async () => {
    const { server } = await listen();
    const { proxy } = await interfere(server, () => undefined);
    const restarted = proxy.restart(60_000);
    await proxy.close();
    await restarted;
    const [error] = (await once(dial(proxy), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it.each([
    ['random bytes', Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) >> 3))],
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
    ['a TLS handshake', Buffer.from('160301020001000100', 'hex')],
    ['half a packet', CONNECT.subarray(0, 7)],
    [
      'rubbish behind a packet',
      Buffer.concat([CONNECT, Buffer.from('30ffffffff', 'hex'), Buffer.alloc(70_000, 1)]),
    ],
    [
      'an announced packet of 256 MiB',
      Buffer.concat([CONNECT, Buffer.from('30ffffff7f', 'hex'), Buffer.alloc(200_000)]),
    ],
  ])('passes %s unchanged', async (_title, bytes) => {
    const { server, heard } = await listen();
    const { proxy } = await interfere(server, () => undefined);
    const client = dial(proxy);
    client.end(bytes);
    await readAll(client);
    expect(heard().equals(bytes)).toBe(true);
  });

  it('passes a packet above the limit as it comes, and interferes with the next one', async () => {
    const { server, heard } = await listen();
    const { proxy, met } = await interfere(
      server,
      ({ packet }) => (packet.name === 'connect' ? undefined : { words: 'withheld' }),
      { packetLimit: 64 },
    );
    const long = publish('x'.repeat(100));
    const client = dial(proxy);
    client.write(Buffer.concat([CONNECT, long.subarray(0, 50)]));
    await expect.poll(heard).toEqual(Buffer.concat([CONNECT, long.subarray(0, 50)]));
    client.end(Buffer.concat([long.subarray(50), PINGREQ]));
    await readAll(client);
    expect(heard()).toEqual(Buffer.concat([CONNECT, long]));
    expect(met.map(({ packet }) => packet.name)).toEqual(['connect', 'pingreq']);
  });
});
