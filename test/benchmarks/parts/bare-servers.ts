import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A broker that costs nothing: it answers CONNECT, and throws away what a publisher sends. */
export interface BareServer {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

const CONNACK = Buffer.of(0x20, 2, 0, 0);
const SUBSCRIBE = 0x82;
const PIECE = 64 * 1024;

/** Reads everything, and keeps nothing. */
export function discardingServer(): Promise<BareServer> {
  return serve(() => {});
}

/** Answers CONNECT, and sends all packets again to every subscriber, as fast as it reads. */
export function replayingServer(packets: Uint8Array): Promise<BareServer> {
  return serve((chunk, socket) => {
    // A client may send SUBSCRIBE behind CONNECT in one piece.
    const at = chunk[0] === SUBSCRIBE ? 0 : chunk.indexOf(SUBSCRIBE, (chunk[1] ?? 0) + 2);
    if (at < 0 || chunk.length < at + 4) return;
    socket.write(Buffer.of(0x90, 3, chunk[at + 2] ?? 0, chunk[at + 3] ?? 0, 0));
    void replay(packets, socket);
  });
}

async function replay(packets: Uint8Array, socket: Socket): Promise<void> {
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (let at = 0; at < packets.length && !socket.destroyed; at += PIECE) {
    if (socket.write(packets.subarray(at, at + PIECE))) continue;
    await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  }
}

async function serve(received: (chunk: Buffer, socket: Socket) => void): Promise<BareServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    // The first piece begins with CONNECT. Later ones begin anywhere within a packet.
    socket.once('data', () => socket.write(CONNACK));
    socket.on('data', (chunk: Buffer) => received(chunk, socket));
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
