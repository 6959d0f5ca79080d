// Tests src/broker/ as a whole: its listeners, TLS, passwords and rights.
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { promisify } from 'node:util';
import { connectAsync, type IClientOptions } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, type BrokerOptions, createBroker } from '../../src/broker/broker.ts';
import type { BrokerEvent } from '../../src/broker/event.ts';
import { readPasswordFile } from '../../src/broker/password-file.ts';
import { readTlsFiles, type ServerTls } from '../../src/broker/tls-settings.ts';
import { readTopicRights } from '../../src/broker/topic-rights.ts';
import { lacks } from '../parts.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { bytesOf, connectPacket, publishPacket, rawClient } from './raw-client.ts';

const HOST = '127.0.0.1';
let certificates: Certificates;
let tls: ServerTls;
let ca: Buffer;
let broker: Broker;
let events: BrokerEvent[];

beforeAll(async () => {
  certificates = await makeCertificates();
  const { file } = certificates;
  tls = readTlsFiles({ cert: file('server.crt'), key: file('server.key') });
  ca = await readFile(file('ca.crt'));
});
afterAll(() => rm(certificates.folder, { recursive: true }));
afterEach(() => broker.close());

async function start(options: BrokerOptions = {}): Promise<void> {
  events = [];
  broker = await createBroker({ observe: (event) => events.push(event), ...options });
}

/** Publishes to itself and returns the received payload. */
async function echo(url: string, options: IClientOptions = {}): Promise<string> {
  const client = await connectAsync(url, { reconnectPeriod: 0, ...options });
  try {
    await client.subscribeAsync('echo');
    const heard = new Promise<string>((resolve) =>
      client.once('message', (_, payload) => resolve(String(payload))),
    );
    await client.publishAsync('echo', 'x'.repeat(100_000), { qos: 1 });
    return await heard;
  } finally {
    client.end(true);
  }
}

describe('one broker behind several doors', () => {
  it.each(['mqtt', 'mqtts', 'ws', 'wss'] as const)('serves %s', async (protocol) => {
    await start();
    const webSocket = protocol.startsWith('ws');
    const secure = protocol === 'mqtts' || protocol === 'wss';
    const { port } = await broker.listen({ host: HOST, port: 0, webSocket, ...(secure && { tls }) });
    const heard = await echo(`${protocol}://localhost:${port}/any/path`, secure ? { ca } : {});
    expect(heard).toHaveLength(100_000);
    expect(events[0]).toMatchObject({ type: 'connected', peer: expect.stringMatching(/^127/) });
  });

  it('hears who says everything and closes at once, over TLS and WebSocket too', async () => {
    const heard: string[] = [];
    await start({
      observe: (event) => event.type === 'published' && heard.push(String(Buffer.from(event.payload))),
    });
    const { port } = await broker.listen({ host: HOST, port: 0, tls });
    const { connect } = await import('node:tls');
    for (let round = 0; round < 20; round += 1) {
      const socket = connect({ host: HOST, port, ca });
      socket.end(bytesOf(connectPacket(`c${round}`), publishPacket('t', String(round), 1)));
    }
    const web = await broker.listen({ host: HOST, port: 0, webSocket: true });
    const { WebSocket } = await import('ws');
    for (let round = 20; round < 40; round += 1) {
      const socket = new WebSocket(`ws://${HOST}:${web.port}`, 'mqtt');
      socket.on('open', () => {
        socket.send(bytesOf(connectPacket(`c${round}`), publishPacket('t', String(round), 1)));
        socket.close();
      });
    }
    await expect.poll(() => heard.length).toBe(40);
  });

  it('tells a browser that comes to the WebSocket door', async () => {
    await start();
    const { port } = await broker.listen({ host: HOST, port: 0, webSocket: true });
    const status = await new Promise((resolve) => {
      get(`http://${HOST}:${port}/`, (response) => resolve(response.resume().statusCode));
    });
    expect(status).toBe(426);
  });

  it.each([false, true])('rejects where the port is taken (WebSocket %s)', async (webSocket) => {
    await start();
    const { port } = await broker.listen({ host: HOST, port: 0 });
    await expect(broker.listen({ host: HOST, port, webSocket })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it.each(['mqtts', 'wss'])('lets in only clients with a certificate of the CA: %s', async (protocol) => {
    await start();
    const listener = { host: HOST, port: 0, tls: { ...tls, ca }, webSocket: protocol === 'wss' };
    const { port } = await broker.listen(listener);
    const url = `${protocol}://localhost:${port}`;
    await expect(echo(url, { ca })).rejects.toThrow();
    await expect
      .poll(() => events)
      .toMatchObject([
        { type: 'refused', reason: expect.stringMatching(/^the client shows no certificate/) },
      ]);
    const { file } = certificates;
    const own = { cert: await readFile(file('client.crt')), key: await readFile(file('client.key')) };
    expect(await echo(url, { ca, ...own })).toHaveLength(100_000);
  });
});

describe('limits', () => {
  it('closes what goes beyond the number of connections, and no other', async () => {
    await start({ maxConnections: 10 });
    const { port } = await broker.listen({ host: HOST, port: 0 });
    const clients = await Promise.all(Array.from({ length: 10 }, () => rawClient(port)));
    for (const [n, client] of clients.entries()) client.send(connectPacket(`c${n}`));
    await Promise.all(clients.map((client) => client.next('connack')));
    const eleventh = await rawClient(port);
    await eleventh.closed;
    expect(events.at(-1)).toMatchObject({ type: 'refused', reason: 'more than 10 connections' });
    clients[0]?.socket.destroy();
    await expect.poll(() => events.at(-1)).toMatchObject({ type: 'disconnected', clientId: 'c0' });
    expect(await echo(`mqtt://${HOST}:${port}`)).toHaveLength(100_000);
    for (const client of clients) client.socket.destroy();
  });

  it('stays up under 1,000 connections that send packets beyond the limit', async () => {
    await start({ maxPacketBytes: 200_000 });
    const { port } = await broker.listen({ host: HOST, port: 0 });
    const flood = Buffer.concat([bytesOf(connectPacket('')), Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])]);
    const clients = await Promise.all(Array.from({ length: 1000 }, () => rawClient(port)));
    for (const client of clients) client.socket.write(flood);
    await Promise.all(clients.map((client) => client.closed));
    expect(await echo(`mqtt://${HOST}:${port}`)).toHaveLength(100_000);
  });
});

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))(
  'users and rights, with mosquitto_pub and _sub',
  () => {
    const run = promisify(execFile);
    let port: number;

    async function startGuarded(): Promise<void> {
      const users = certificates.file('users');
      await run('mosquitto_passwd', ['-c', '-b', users, 'ann', 'a pass:word']);
      await run('mosquitto_passwd', ['-H', 'sha512', '-b', users, 'bob', 'b']);
      const acl = 'user ann\ntopic write out/#\ntopic read in/#\nuser bob\ntopic readwrite #\n';
      await start({
        checkPassword: readPasswordFile(await readFile(users, 'utf8'), 'users'),
        rightsOf: readTopicRights(acl, 'acl').rightsOf,
      });
      ({ port } = await broker.listen({ host: HOST, port: 0 }));
    }

    const as = (user: string, password: string, ...args: readonly string[]) => [
      ...['-h', HOST, '-p', String(port), '-u', user, '-P', password],
      ...args,
    ];

    it.each([
      ['a wrong password', ['-u', 'ann', '-P', 'b']],
      ['an unknown user', ['-u', 'eve', '-P', 'b']],
      ['no password', ['-u', 'ann']],
      ['nobody', []],
    ])('refuses %s with return code 5', async (_, login) => {
      await startGuarded();
      const pub = run('mosquitto_pub', ['-h', HOST, '-p', String(port), ...login, '-t', 'x', '-m', 'y']);
      await expect(pub).rejects.toMatchObject({ code: 5, stderr: /not authorised/ });
      expect(events).toMatchObject([{ type: 'refused', reason: 'wrong user name or password' }]);
    });

    it('drops what may not be written, sends nothing that may not be read, and closes nobody', async () => {
      await startGuarded();
      const topics = ['-t', 'in/#', '-t', 'out/#', '-F', '%t %p', '-C', '2', '-W', '50'];
      const heard = run('mosquitto_sub', as('bob', 'b', ...topics));
      const annHeard = run(
        'mosquitto_sub',
        as('ann', 'a pass:word', '-t', '#', '-F', '%t %p', '-C', '1', '-W', '50'),
      );
      await expect.poll(() => events.filter(({ type }) => type === 'subscribed').length).toBe(2);
      await run('mosquitto_pub', as('ann', 'a pass:word', '-q', '1', '-r', '-t', 'in/1', '-m', 'denied'));
      await run('mosquitto_pub', as('ann', 'a pass:word', '-q', '2', '-t', 'out/1', '-m', 'granted'));
      await run('mosquitto_pub', as('bob', 'b', '-q', '1', '-t', 'in/2', '-m', 'for ann'));
      expect((await heard).stdout).toBe('out/1 granted\nin/2 for ann\n');
      expect((await annHeard).stdout).toBe('in/2 for ann\n');
      const who = { clientId: expect.any(String), username: 'ann' };
      expect(events).toContainEqual({ type: 'denied', ...who, topic: 'in/1' });
    });
  },
);
