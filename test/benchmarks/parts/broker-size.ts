import { once } from 'node:events';
import type { Socket } from 'node:net';
import { loadClient } from './broker-client.ts';

const FILTERS_A_PACKET = 1000;
const WATCHED_MS = 3000;
const TOPIC_BYTES = 'r/0000000'.length;
const PAYLOAD = '21.5';

/** Opens so many connections, which stay idle until they are closed. */
export async function openIdle(port: number, count: number): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const batch = await Promise.all(Array.from({ length: 100 }, () => loadClient(port)));
    sockets.push(...batch.map(({ socket }) => socket));
  }
  return sockets;
}

/** Retains a message under each of so many topics; resolves when the broker has answered a ping behind them. */
export async function retainMany(port: number, topics: number): Promise<void> {
  const { socket } = await loadClient(port);
  for (let first = 0; first < topics; first += 10_000) {
    const packets = Array.from({ length: Math.min(10_000, topics - first) }, (_, n) => retained(first + n));
    if (!socket.write(Buffer.concat(packets))) await once(socket, 'drain');
  }
  await pong(socket);
  socket.destroy();
}

/** How long a subscriber of everything takes to get them, in milliseconds. */
export async function receiveRetained(port: number, topics: number): Promise<number> {
  const { socket } = await loadClient(port);
  const size = retained(0).length;
  const from = performance.now();
  socket.write(Buffer.of(0x82, 8, 0, 1, 0, 3, 0x72, 0x2f, 0x23, 0)); // SUBSCRIBE r/#
  await bytesOf(socket, 5 + topics * size);
  socket.destroy();
  return performance.now() - from;
}

/** How long one client takes to subscribe to so many filters, in milliseconds. */
export async function subscribeMany(port: number, filters: number): Promise<number> {
  const { socket } = await loadClient(port);
  const packets: Buffer[] = [];
  for (let first = 0; first < filters; first += FILTERS_A_PACKET) packets.push(subscribePacket(first));
  const sent = Buffer.concat(packets);
  const from = performance.now();
  socket.write(sent);
  await bytesOf(socket, packets.length * (1 + 2 + 2 + FILTERS_A_PACKET));
  socket.destroy();
  return performance.now() - from;
}

/**
 * The longest wait of a stranger for PINGRESP, in milliseconds, while another client sends one SUBSCRIBE of so many filters
 * and gets the retained messages. The filters match nothing, but the broker has to look at all topics for each.
 */
export async function longestWait(port: number, filters: number): Promise<number> {
  const [stranger, hostile] = [await loadClient(port), await loadClient(port)];
  const entries = Array.from({ length: filters }, (_, n) => filterEntry(`+/+/${n}`));
  const body = Buffer.concat([Buffer.of(0, 1), ...entries]);
  const { length } = body;
  hostile.socket.write(
    Buffer.concat([Buffer.of(0x82, (length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14), body]),
  );
  let longest = 0;
  const endMs = performance.now() + WATCHED_MS;
  for (let fromMs = performance.now(); fromMs < endMs; fromMs = performance.now()) {
    await pong(stranger.socket);
    longest = Math.max(longest, performance.now() - fromMs);
  }
  for (const { socket } of [stranger, hostile]) socket.destroy();
  return longest;
}

function retained(n: number): Buffer {
  const body = `\0${String.fromCharCode(TOPIC_BYTES)}r/${String(n).padStart(7, '0')}${PAYLOAD}`;
  return Buffer.concat([Buffer.of(0x31, body.length), Buffer.from(body, 'latin1')]);
}

function subscribePacket(first: number): Buffer {
  const filters = Array.from({ length: FILTERS_A_PACKET }, (_, n) => filterEntry(`f/${first + n}/+/x`));
  const body = Buffer.concat([Buffer.of(0, 1), ...filters]);
  return Buffer.concat([Buffer.of(0x82, (body.length % 128) | 128, body.length >> 7), body]);
}

/** A filter of less than 256 bytes, at QoS 1. */
function filterEntry(filter: string): Buffer {
  return Buffer.concat([Buffer.of(0, filter.length), Buffer.from(filter), Buffer.of(1)]);
}

async function pong(socket: Socket): Promise<void> {
  const answered = once(socket, 'data');
  socket.write(Buffer.of(0xc0, 0));
  await answered;
}

function bytesOf(socket: Socket, count: number): Promise<void> {
  let read = 0;
  return new Promise((resolve, reject) => {
    socket.on('data', ({ length }) => {
      read += length;
      if (read >= count) resolve();
    });
    socket.once('close', () => reject(new Error(`the broker closed the connection after ${read} bytes`)));
  });
}
