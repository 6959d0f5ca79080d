import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encode } from '../../src/mqtt-sn/codec/encode.ts';
import { say } from '../mqtt-sn/say.ts';

/**
 * What the gateway carries, with mosquitto behind it and one process for each part: QoS 1 one message after the other,
 * QoS 0 at a rate, and the memory of a thousand clients. The client is a bare UDP socket of Node.
 */
const PAYLOAD = Buffer.alloc(20, 'x');
const ROUNDS = 5;
const SEQUENTIAL = 5000;
const RATE = 20_000;
const PACED_S = 2;
const CLIENTS = 1000;

const folder = mkdtempSync(join(tmpdir(), 'building-sim-bench-'));
const children: ChildProcess[] = [];
try {
  const mqttPort = await freePort();
  await startMosquitto(mqttPort);
  const gateway = await startGateway(mqttPort);

  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) rates.push(await sequential(gateway.port));
  const sorted = rates.toSorted((a, b) => a - b);
  print(
    `QoS 1, one after the other, 20 octets: ${sorted[ROUNDS >> 1]?.toFixed(0)} messages/s (median of ${ROUNDS})`,
  );

  const { sent, arrived, perSecond } = await paced(gateway.port, mqttPort);
  print(`QoS 0 at ${perSecond.toFixed(0)}/s: ${arrived} of ${sent} arrived`);

  const fresh = await startGateway(mqttPort);
  const before = residentMb(fresh.pid);
  await connectMany(fresh.port);
  print(`${CLIENTS} clients: ${residentMb(fresh.pid).toFixed(0)} MB, ${before.toFixed(0)} MB without any`);
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
}

async function sequential(port: number): Promise<number> {
  const client = await openClient(port);
  await client.ask(encode(say.connect('bench')));
  await client.ask(encode(say.register('bench/one')));
  const publish = encode(say.publish(1, PAYLOAD, { qos: 1, msgId: 1 }));
  const began = performance.now();
  for (let i = 0; i < SEQUENTIAL; i++) {
    publish.writeUInt16BE((i % 0xffff) + 1, 5);
    await client.ask(publish);
  }
  const seconds = (performance.now() - began) / 1000;
  await client.ask(encode(say.disconnect()));
  client.socket.close();
  return SEQUENTIAL / seconds;
}

async function paced(port: number, mqttPort: number) {
  const subscriber = run('mosquitto_sub', ['-p', `${mqttPort}`, '-t', 'bench/zero', '-F', '%l']);
  let arrived = 0;
  subscriber.stdout?.on('data', (chunk: Buffer) => {
    arrived += chunk.toString('latin1').split('\n').length - 1;
  });
  await sleep(300);
  const client = await openClient(port);
  await client.ask(encode(say.connect('bench')));
  await client.ask(encode(say.register('bench/zero')));
  const publish = encode(say.publish(1, PAYLOAD));
  const began = performance.now();
  let sent = 0;
  for (let elapsed = 0; elapsed < PACED_S * 1000; elapsed = performance.now() - began) {
    for (const due = (elapsed * RATE) / 1000; sent < due; sent++) client.socket.send(publish);
    await sleep(1);
  }
  const perSecond = (sent * 1000) / (performance.now() - began);
  for (let before = -1; before < arrived; await sleep(500)) before = arrived;
  client.socket.close();
  return { sent, arrived, perSecond };
}

async function connectMany(port: number): Promise<void> {
  for (let i = 0; i < CLIENTS; i++) {
    const client = await openClient(port);
    await client.ask(encode(say.connect(`bench${i}`)));
    await client.ask(encode(say.register('bench/many')));
    for (let n = 1; n <= 5; n++) await client.ask(encode(say.publish(1, PAYLOAD, { qos: 1, msgId: n })));
    client.socket.unref();
  }
}

async function openClient(port: number): Promise<{ socket: Socket; ask(datagram: Buffer): Promise<void> }> {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let answered = (): void => {};
  socket.on('message', () => answered());
  return {
    socket,
    ask: (datagram) =>
      new Promise((resolve) => {
        answered = resolve;
        socket.send(datagram);
      }),
  };
}

async function startMosquitto(port: number): Promise<void> {
  const conf = join(folder, 'mosquitto.conf');
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'set_tcp_nodelay true',
    'log_dest stderr',
  ];
  writeFileSync(conf, lines.join('\n'));
  await said(run('mosquitto', ['-c', conf]), /running/);
}

async function startGateway(mqttPort: number): Promise<{ port: number; pid: number }> {
  const url = `mqtt://127.0.0.1:${mqttPort}`;
  const bin = join(import.meta.dirname, '..', '..', '..', 'bin', 'building-sim.js');
  const child = run(process.execPath, [bin, 'gateway', '--listen', '127.0.0.1:0', '--url', url]);
  const line = await said(child, /udp:\/\/127\.0\.0\.1:(\d+)/);
  return { port: Number(line), pid: child.pid ?? 0 };
}

function run(file: string, args: readonly string[]): ChildProcess {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  children.push(child);
  return child;
}

/** What a pattern's group matched, once it is on stderr. */
function said(child: ChildProcess, pattern: RegExp): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk;
      const match = pattern.exec(text);
      if (match) resolve(match[1]);
    });
    child.once('exit', () => reject(new Error(`ended: ${text}`)));
    child.once('error', reject);
  });
}

function residentMb(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
