import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { generate, type Packet } from 'mqtt-packet';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, type BrokerOptions, createBroker } from '../../src/broker/broker.ts';
import type { BrokerEvent } from '../../src/broker/event.ts';
import { readTlsFiles, type ServerTls } from '../../src/broker/tls-settings.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { connectPacket, publishPacket } from './raw-client.ts';

const HOST = '127.0.0.1';

let broker: Broker;
let events: BrokerEvent[];
let sockets: Socket[];
beforeEach(() => {
  events = [];
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await broker.close();
});

async function start(options: BrokerOptions = {}, origins: readonly string[] = []): Promise<number> {
  const own = events;
  broker = await createBroker({ ...options, sysIntervalMs: 0, observe: (event) => own.push(event) });
  return (await broker.listen({ host: HOST, port: 0, webSocket: true, origins })).port;
}

interface RawWebSocket {
  readonly socket: Socket;
  /** Head of the answer, in small letters. */
  readonly answer: string;
  send(first: number, payload: Uint8Array): void;
  /** The frames so far, as first byte and payload. */
  frames(): (readonly [first: number, payload: Buffer])[];
}

/** A client with access to the raw frames. */
async function open(port: number, headers: Readonly<Record<string, string>> = {}): Promise<RawWebSocket> {
  const socket = connect(port, HOST);
  sockets.push(socket);
  const lines = {
    Host: 'localhost',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Protocol': 'mqtt',
    ...headers,
  };
  const text = Object.entries(lines).flatMap(([name, value]) =>
    value === '' ? [] : [`${name}: ${value}\r\n`],
  );
  socket.write(`GET /any HTTP/1.1\r\n${text.join('')}\r\n`);
  let bytes = Buffer.alloc(0);
  socket
    .on('error', () => {})
    .on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
    });
  await expect.poll(() => bytes.includes('\r\n\r\n')).toBe(true);
  const end = bytes.indexOf('\r\n\r\n') + 4;
  return {
    socket,
    answer: bytes.toString('latin1', 0, end).toLowerCase(),
    send: (first, payload) => void socket.write(clientFrame(first, payload)),
    frames: () => [...framesIn(bytes.subarray(end))],
  };
}

function clientFrame(first: number, payload: Uint8Array): Buffer {
  const length =
    payload.length < 126 ? [payload.length | 0x80] : [0xfe, payload.length >> 8, payload.length & 255];
  const mask = randomBytes(4);
  const masked = payload.map((byte, i) => byte ^ (mask[i & 3] ?? 0));
  return Buffer.concat([Buffer.from([first, ...length]), mask, masked]);
}

function* framesIn(bytes: Buffer): Iterable<readonly [number, Buffer]> {
  for (let at = 0; at + 2 <= bytes.length; ) {
    const short = bytes[at + 1] ?? 0;
    const [length, header] = short === 126 ? [bytes.readUInt16BE(at + 2), 4] : [short, 2];
    yield [bytes[at] ?? 0, bytes.subarray(at + header, at + header + length)];
    at += header + length;
  }
}

const BINARY = 0x82;
const packets = (...list: readonly Packet[]) => Buffer.concat(list.map((packet) => generate(packet)));
const subscribePacket: Packet = { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a/#', qos: 1 }] };
const publishTwo = packets(publishPacket('a/b', 'x'.repeat(200), 1, 1), publishPacket('a/c', 'y', 0));

describe('a WebSocket', () => {
  it('gets each packet in a frame of its own, though they come and leave together', async () => {
    const client = await open(await start());
    expect(client.answer).toMatch(/^http\/1\.1 101 /);
    expect(client.answer).toContain('\r\nsec-websocket-protocol: mqtt\r\n');
    expect(client.answer).not.toContain('extensions');
    client.send(BINARY, Buffer.concat([packets(connectPacket('c'), subscribePacket), publishTwo]));
    await expect.poll(() => client.frames().map(([, payload]) => (payload[0] ?? 0) >> 4)).toHaveLength(5);
    const frames = client.frames();
    expect(frames.map(([first]) => first)).toEqual(Array(5).fill(BINARY));
    expect(frames.map(([, payload]) => (payload[0] ?? 0) >> 4).sort()).toEqual([2, 3, 3, 4, 9]);
  });

  it('may cut packets anywhere, answers pings, and closes as it is asked to', async () => {
    const client = await open(await start());
    const bytes = packets(connectPacket('c'));
    for (const byte of bytes) client.send(BINARY, Uint8Array.of(byte));
    client.send(0x89, Buffer.from('hi'));
    client.send(0x88, Buffer.from([3, 232]));
    await once(client.socket, 'end');
    const firsts = client.frames().map(([first]) => first);
    expect([firsts.at(-1), firsts.sort()]).toEqual([0x88, [BINARY, 0x88, 0x8a]]);
    expect(events.map(({ type }) => type)).toEqual(['connected', 'disconnected']);
  });

  it.each<[string, number, number[]]>([
    ['text', 0x81, [3, 235]],
    ['a frame with a reserved bit', 0xc2, [3, 234]],
  ])('is closed for %s', async (_, first, code) => {
    const client = await open(await start());
    client.send(first, packets(connectPacket('c')));
    await once(client.socket, 'end');
    expect(client.frames()).toEqual([[0x88, Buffer.from(code)]]);
    await expect.poll(() => events.map(({ type }) => type)).toEqual(['refused']);
  });

  it.each([
    [{ 'Sec-WebSocket-Protocol': 'mqttv3.1' }, /101 .*\nsec-websocket-protocol: mqttv3\.1\r/s],
    [{ 'Sec-WebSocket-Protocol': 'chat, mqttv3.1, mqtt' }, /101 .*\nsec-websocket-protocol: mqtt\r/s],
    [{ 'Sec-WebSocket-Protocol': '' }, /101 (?!.*sec-websocket-protocol)/s],
    [{ 'Sec-WebSocket-Protocol': 'chat' }, /400 /],
    [{ 'Sec-WebSocket-Version': '8' }, /426 .*\nsec-websocket-version: 13\r/s],
    [{ 'Sec-WebSocket-Key': 'x' }, /400 /],
  ])('with %j is answered rightly', async (headers, answer) => {
    expect((await open(await start(), headers)).answer).toMatch(answer);
  });
});

describe('a page', () => {
  it.each([
    ['http://localhost:8000', 101],
    ['https://127.0.0.1', 101],
    ['http://[::1]:1', 101],
    ['http://evil.example', 403],
    ['http://localhost.evil.example', 403],
    ['null', 403],
    ['file://', 403],
    ['', 101],
  ])('of %s is answered with %i', async (origin, status) => {
    // DNS rebinding: the hostile name leads to this machine.
    const { answer } = await open(await start(), { Origin: origin, Host: 'evil.example' });
    expect(answer).toContain(` ${status} `);
    const reasons = events.map((event) => (event.type === 'refused' ? event.reason : event.type));
    expect(reasons).toEqual(
      status === 101 ? [] : [`a page of ${origin} may not connect: --ws-origin names pages that may`],
    );
  });

  it('may connect where it was named', async () => {
    const port = await start({}, ['https://example.org', 'null']);
    for (const [origin, status] of [
      ['https://example.org', 101],
      ['https://EXAMPLE.org', 101],
      ['null', 101],
      ['http://example.org', 403],
    ] as const) {
      expect((await open(port, { Origin: origin })).answer).toContain(` ${status} `);
    }
    await broker.close();
    expect((await open(await start({}, ['*']), { Origin: 'http://a.b' })).answer).toContain(' 101 ');
  });
});

describe('a silent connection', () => {
  let certificates: Certificates;
  let tls: ServerTls;
  beforeAll(async () => {
    certificates = await makeCertificates();
    tls = readTlsFiles({ cert: certificates.file('server.crt'), key: certificates.file('server.key') });
  });
  afterAll(() => rm(certificates.folder, { recursive: true }));

  it.each([
    ['mqtt', {}, ''],
    ['mqtts', { isSecure: true }, ''],
    ['ws', { webSocket: true }, ''],
    ['ws', { webSocket: true }, 'GET / HTTP/1.1\r\nHost: x'],
    ['wss', { webSocket: true, isSecure: true }, ''],
  ])(
    'to the listener of %s counts and is closed: %j %j',
    async (_, { isSecure, webSocket }: ListenerKind, sent) => {
      const own = events; // a connection of the test before may still end
      broker = await createBroker({
        ...{ connectTimeoutMs: 1500, maxConnections: 1, sysIntervalMs: 0 },
        observe: (event) => own.push(event),
      });
      const listener = { host: HOST, port: 0, ...(webSocket && { webSocket }), ...(isSecure && { tls }) };
      const { port } = await broker.listen(listener);
      const silent = connect(port, HOST).on('error', () => {});
      sockets.push(silent);
      await once(silent, 'connect');
      silent.write(sent);
      const other = connect(port, HOST).on('error', () => {});
      await once(other, 'close');
      expect(events).toMatchObject([{ type: 'refused', reason: 'more than 1 connections' }]);
      silent.resume();
      await once(silent, 'close');
      const later = connect(port, HOST).on('error', () => {});
      sockets.push(later);
      await once(later, 'connect');
      expect(
        events.filter((event) => event.type === 'refused' && /more than/.test(event.reason)),
      ).toHaveLength(1);
    },
  );

  interface ListenerKind {
    readonly isSecure?: boolean;
    readonly webSocket?: boolean;
  }

  it('that fails in the TLS handshake is told in words', async () => {
    const own = events;
    broker = await createBroker({
      // Longer than a handshake takes on a busy machine.
      connectTimeoutMs: 3000,
      sysIntervalMs: 0,
      observe: (event) => own.push(event),
    });
    const { port } = await broker.listen({ host: HOST, port: 0, tls });
    const plain = connect(port, HOST).on('error', () => {});
    const silent = connect(port, HOST).on('error', () => {});
    const distrustful = connectTls({ host: HOST, port }).on('error', () => {});
    sockets.push(plain, silent, distrustful);
    plain.write('\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0');
    const reasons = () => own.map((event) => (event.type === 'refused' ? event.reason : event.type)).sort();
    await expect
      .poll(reasons)
      .toEqual([
        'no TLS handshake in time',
        "the client ended the TLS handshake; maybe it does not trust the broker's certificate",
        'the client speaks no TLS; it may have meant another port',
      ]);
  });

  it.each([{}, { isSecure: true }, { webSocket: true }])(
    'that was accepted and sends no CONNECT is closed: %j',
    async ({ isSecure, webSocket }: ListenerKind) => {
      broker = await createBroker({ connectTimeoutMs: 300, sysIntervalMs: 0 });
      const listener = { host: HOST, port: 0, ...(webSocket && { webSocket }), ...(isSecure && { tls }) };
      const { port } = await broker.listen(listener);
      const trusting: ConnectionOptions = { host: HOST, port, rejectUnauthorized: false };
      const socket = webSocket
        ? (await open(port)).socket
        : isSecure
          ? connectTls(trusting)
          : connect(port, HOST);
      sockets.push(socket);
      socket.resume();
      await once(socket, 'close');
    },
  );

  // A frame of 16 MiB, then the header of a CONNECT of 64 KiB and one byte.
  it.each([{}, { isSecure: true }, { webSocket: true }])(
    'that announces more than 64 KiB before CONNECT is closed at its header: %j',
    async ({ isSecure, webSocket }: ListenerKind) => {
      const refused: string[] = [];
      broker = await createBroker({
        sysIntervalMs: 0,
        observe: (event) => event.type === 'refused' && refused.push(event.reason),
      });
      const listener = { host: HOST, port: 0, ...(webSocket && { webSocket }), ...(isSecure && { tls }) };
      const { port } = await broker.listen(listener);
      const header = Buffer.from([0x10, 0x81, 0x80, 0x04]);
      const frame = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
      const trusting: ConnectionOptions = { host: HOST, port, rejectUnauthorized: false };
      const socket = webSocket
        ? (await open(port)).socket
        : isSecure
          ? connectTls(trusting)
          : connect(port, HOST);
      sockets.push(socket);
      socket.resume();
      socket.write(webSocket ? Buffer.concat([frame, header]) : header);
      await once(socket, 'close');
      expect(refused).toEqual([expect.stringMatching(/large|bytes/)]);
    },
  );
});
