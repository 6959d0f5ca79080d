import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex, Readable, Writable } from 'node:stream';
import { build } from 'esbuild';
import mqttPacket from 'mqtt-packet';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBrokerHost } from '../../src/broker/broker-host.ts';
import { openTcp } from '../../src/broker/listener.ts';
import type { Acceptor } from '../../src/broker/transport.ts';
import { freePort } from '../cli/free-port.ts';
import { connectPacket, rawClient } from './raw-client.ts';

const NOBODY: Acceptor = { enter: () => true, leave() {}, accept() {}, refuse() {} };

describe('in one process', () => {
  it('is taken where somebody listens, and hosts once nobody does', async () => {
    const other = await openTcp({ host: '127.0.0.1', port: 0 }, NOBODY);
    const host = createBrokerHost({ port: other.port });
    expect(await host.tryHost()).toBe('taken');
    other.close();
    expect(await host.tryHost()).toBe('hosting');
    expect(await createBrokerHost({ port: other.port }).tryHost()).toBe('taken');
    await host.close();
    expect(host.hosting).toBe(false);
  });

  it('serves a client inside the process without TCP, as long as it hosts', async () => {
    const host = createBrokerHost({ port: await freePort() });
    expect(host.connect()).toBeUndefined();
    await host.tryHost();
    const client = host.connect();
    client?.write(mqttPacket.generate(connectPacket('inside')));
    const [connack] = await once(client as Duplex, 'data');
    expect([...connack]).toEqual([0x20, 2, 0, 0]);
    const ended = once(client as Duplex, 'end');
    client?.resume();
    await host.close();
    await ended;
    expect(host.connect()).toBeUndefined();
  });

  it('serves who comes before the broker is loaded', async () => {
    const port = await freePort();
    const host = createBrokerHost({ port });
    const hosting = host.tryHost();
    await new Promise(setImmediate); // listening, and no more than that
    const client = await rawClient(port);
    client.send(connectPacket('early'));
    expect(await client.next('connack')).toMatchObject({ returnCode: 0 });
    expect(await hosting).toBe('hosting');
    await host.close();
    await client.closed;
  });

  it('hosts no more once it is closed, even in the middle of taking over', async () => {
    const port = await freePort();
    const host = createBrokerHost({ port });
    const hosting = host.tryHost();
    await host.close();
    expect(await hosting).toBe('taken');
    expect(await host.tryHost()).toBe('taken');
    const next = createBrokerHost({ port });
    expect(await next.tryHost()).toBe('hosting');
    await next.close();
  });

  it('rejects where the port may not be used', async () => {
    const host = createBrokerHost({ port: 70_000 });
    await expect(host.tryHost()).rejects.toThrow(/port/);
  });
});

describe('in several processes', () => {
  const PROCESSES = 4;
  let folder: string;
  let script: string;
  let running: Candidate[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'building-sim-carry-'));
    script = join(folder, 'broker-host-process.mjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'broker-host-process.ts')],
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
    });
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(() => {
    for (const candidate of running) candidate.child.kill('SIGKILL');
    running = [];
  });

  async function start(port: number): Promise<Candidate> {
    const candidate = new Candidate(script, port);
    running.push(candidate);
    await candidate.is('ready');
    return candidate;
  }

  it.each([1, 2, 3, 4])('ends with one host when all start at the same moment (round %i)', async () => {
    const port = await freePort();
    const all = await Promise.all(Array.from({ length: PROCESSES }, () => start(port)));
    for (const candidate of all) candidate.go();
    const roles = await Promise.all(all.map((candidate) => candidate.is('client', 'hosting')));
    expect(roles.sort()).toEqual(['client', 'client', 'client', 'hosting']);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('has a new host each time the host goes by %s', async (signal) => {
    const port = await freePort();
    const all = await Promise.all(Array.from({ length: PROCESSES }, () => start(port)));
    for (const candidate of all) candidate.go();
    const hostOf = (candidates: readonly Candidate[]) =>
      Promise.any(candidates.map((candidate) => candidate.is('hosting').then(() => candidate)));
    let left = all;
    let host = await hostOf(left);
    while (left.length > 1) {
      left = left.filter((candidate) => candidate !== host);
      await Promise.all(left.map((candidate) => candidate.is('client')));
      host.child.kill(signal);
      host = await hostOf(left);
      const client = await rawClient(port);
      client.send(connectPacket('after'));
      expect(await client.next('connack')).toMatchObject({ returnCode: 0 });
      client.socket.destroy();
    }
  });
});

class Candidate {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** What it said last. */
  #role = '';
  readonly #waiting = new Set<() => void>();

  constructor(script: string, port: number) {
    this.child = spawn(process.execPath, [script, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(this.child.stdout).on('line', (line) => {
      this.#role = line;
      for (const check of this.#waiting) check();
    });
  }

  go(): void {
    this.child.stdin.write('go\n');
  }

  /** Waits for one of these roles and gives it. */
  is<const R extends string>(...roles: readonly R[]): Promise<R> {
    return new Promise((resolve) => {
      const check = () => {
        const role = roles.find((candidate) => candidate === this.#role);
        if (role === undefined) return;
        this.#waiting.delete(check);
        resolve(role);
      };
      this.#waiting.add(check);
      check();
    });
  }
}
