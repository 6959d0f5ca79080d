import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { CONNECT, connectPeer, encoded } from '../broker/conformance/peer.ts';
import { startCli } from './run.ts';
import { portOf } from './running-broker.ts';

const FLOOD = {
  cmd: 'publish',
  topic: 'flood/a',
  payload: 'x'.repeat(1000),
  qos: 0,
  dup: false,
  retain: false,
} as const;
const PACKETS_A_WRITE = 50;
const SUBSCRIBE_ALL = encoded({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 0 }] });

/** Frozen subscribers may lengthen a round trip of strangers by so much: a second of holding, and what follows. */
const MAX_MS = 2500;
/** All but one in a hundred. */
const P99_MS = 1000;

const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
});

it.each([
  ['one subscriber of # freezes', 1, 0],
  ['a subscriber of # freezes every half second', 6, 0],
  ['three subscribers of # read slowly', 3, 50],
])('strangers go on while %s under a flood', async (_, count, readEveryMs) => {
  const child = startCli(['broker', '--port', '0']);
  const port = await portOf(child, 'mqtt');
  const stranger = await connectPeer(port, { keepalive: 0 });
  await stranger.subscribe(['stranger', 0]);
  let isOver = false;
  const flood = pour(await client(port, 'flood'), () => isOver);
  let took: number[] = [];
  const roundTripsFor = async (ms: number): Promise<void> => {
    for (const until = performance.now() + ms; performance.now() < until; await wait(5)) {
      const from = performance.now();
      await stranger.publish('stranger', 'x');
      await stranger.heard(1);
      took.push(performance.now() - from);
    }
  };
  // A busy machine takes long for the flood alone.
  await roundTripsFor(2000);
  const floodMs = Math.max(...took);
  took = [];
  for (let n = 0; n < count; n++) {
    await freeze(port, `frozen-${n}`, readEveryMs);
    await roundTripsFor(500);
  }
  await roundTripsFor(2000);
  isOver = true;
  const written = await flood;
  took.sort((a, b) => a - b);
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => took[Math.ceil(took.length * share) - 1] ?? 0);
  process.stdout.write(
    `${count} slow: ${took.length} round trips, p50 ${p50?.toFixed(1)}, p99 ${p99?.toFixed(1)}, ` +
      `max ${max?.toFixed(0)} ms; ${written} messages of the flood\n`,
  );
  expect(p99).toBeLessThan(floodMs + P99_MS);
  expect(max).toBeLessThan(floodMs + MAX_MS);
});

/** A client that reads nothing by itself. */
async function client(port: number, clientId: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  sockets.add(socket);
  await once(socket, 'connect');
  socket.write(encoded({ ...CONNECT, clientId, keepalive: 0 }));
  await once(socket, 'data');
  return socket;
}

/** Subscribes to everything, and reads 32 KB every so often, or never. */
async function freeze(port: number, clientId: string, readEveryMs: number): Promise<void> {
  const socket = await client(port, clientId);
  socket.write(SUBSCRIBE_ALL);
  await once(socket, 'data');
  socket.removeAllListeners('data');
  socket.pause();
  if (readEveryMs === 0) return;
  const reading = setInterval(() => {
    socket.resume();
    setImmediate(() => socket.pause());
  }, readEveryMs);
  socket.once('close', () => clearInterval(reading));
}

/** Publishes as fast as the broker reads. */
async function pour(socket: Socket, isOver: () => boolean): Promise<number> {
  const bytes = Buffer.concat(Array.from({ length: PACKETS_A_WRITE }, () => encoded(FLOOD)));
  socket.resume();
  let written = 0;
  while (!isOver() && !socket.destroyed) {
    written += PACKETS_A_WRITE;
    if (!socket.write(bytes))
      await once(socket, 'drain', { signal: AbortSignal.timeout(200) }).catch(() => {});
    else await wait(0);
  }
  socket.destroy();
  return written;
}
