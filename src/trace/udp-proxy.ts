import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { SocketAddress, TraceEvent } from './event.ts';
import type { Sender } from './packet.ts';
import type { TraceProxy } from './proxy.ts';
import type { WireItem } from './wire-item.ts';

export interface UdpProxySettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** The receiver of the datagrams: an address, not a name. */
  readonly target: SocketAddress;
  /** Makes a reader for the datagrams of one client. */
  readonly createReader: () => DatagramReader;
  /** The reason for an unreachable target, in words. */
  readonly describeError: (error: Error) => string;
  readonly now: () => number;
  readonly onEvent: (event: TraceEvent) => void;
}

export type DatagramReader = (from: Sender, datagram: Buffer) => WireItem;

/** A further client pushes out the client silent for longest: senders may be forged. */
const MAX_CLIENTS = 1000;
const MAX_WAITING = 100;
/** Datagrams come in bursts, and the system's default buffer holds few. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/**
 * Passes datagrams on and reports them as events. Each client has a port of its own towards the target: so answers find
 * back. Rejects if the port is taken.
 */
export async function openUdpProxy(settings: UdpProxySettings): Promise<TraceProxy> {
  const server = createSocket(isIPv6(settings.host) ? 'udp6' : 'udp4');
  const peers = new Map<string, Peer>();
  let connection = 0;
  server.bind(settings.port, settings.host);
  await once(server, 'listening');
  enlargeBuffer(server);
  // The system reports datagrams to a client that is gone. The other clients are not concerned.
  server.on('error', () => {});
  server.on('message', (datagram, sender) => {
    const key = `${sender.address} ${sender.port}`;
    let peer = peers.get(key);
    if (peer === undefined) {
      connection++;
      peer = new Peer(connection, sender, server, settings);
    }
    // The map is kept in the order of the last sign of life.
    peers.delete(key);
    peers.set(key, peer);
    if (peers.size > MAX_CLIENTS) dropOldest(peers);
    peer.take(datagram);
  });
  return {
    port: server.address().port,
    close: async () => {
      for (const peer of peers.values()) peer.close();
      server.close();
      await once(server, 'close');
    },
  };
}

function dropOldest(peers: Map<string, Peer>): void {
  for (const [key, peer] of peers) {
    peer.close();
    peers.delete(key);
    return;
  }
}

function enlargeBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // The system allows less: the default stays.
  }
}

/** One client and its socket towards the target. */
class Peer {
  readonly #connection: number;
  readonly #client: RemoteInfo;
  readonly #server: Socket;
  readonly #settings: UdpProxySettings;
  readonly #upstream: Socket;
  readonly #read: DatagramReader;
  /** Datagrams from before the upstream socket was ready. */
  #waiting: Buffer[] | undefined = [];
  #isRefused = false;
  #isClosed = false;

  constructor(connection: number, client: RemoteInfo, server: Socket, settings: UdpProxySettings) {
    this.#connection = connection;
    this.#client = client;
    this.#server = server;
    this.#settings = settings;
    this.#read = settings.createReader();
    const { target } = settings;
    this.#upstream = createSocket(isIPv6(target.address) ? 'udp6' : 'udp4');
    this.#upstream.on('message', (datagram) => this.#answer(datagram));
    this.#upstream.on('error', (error) => this.#fail(error));
    // A connected socket hears of refusals, and of the target alone.
    this.#upstream.connect(target.port, target.address, () => this.#flush());
    const { address, port } = client;
    this.#settings.onEvent({
      ...this.#stamp(),
      kind: 'opened',
      transport: 'udp',
      client: { address, port },
      broker: target,
    });
  }

  take(datagram: Buffer): void {
    if (this.#waiting === undefined) this.#send(datagram);
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(datagram);
    this.#tell('client', datagram);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#upstream.close();
    this.#settings.onEvent({ ...this.#stamp(), kind: 'closed' });
  }

  #flush(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const datagram of waiting) this.#send(datagram);
  }

  #send(datagram: Buffer): void {
    if (this.#isClosed) return;
    this.#upstream.send(datagram, (error) => error && this.#fail(error));
  }

  #answer(datagram: Buffer): void {
    this.#isRefused = false;
    const { port, address } = this.#client;
    this.#server.send(datagram, port, address, () => {});
    this.#tell('broker', datagram);
  }

  #tell(from: Sender, bytes: Buffer): void {
    const stamp = this.#stamp();
    this.#settings.onEvent({ ...stamp, kind: 'bytes', from, bytes });
    this.#settings.onEvent({ ...stamp, kind: 'seen', from, item: this.#read(from, bytes) });
  }

  /** Reports a row of failures once. */
  #fail(error: Error): void {
    if (this.#isClosed || this.#isRefused) return;
    this.#isRefused = true;
    const { address, port } = this.#client;
    const reason = this.#settings.describeError(error);
    this.#settings.onEvent({ ...this.#stamp(), kind: 'refused', client: { address, port }, reason });
  }

  #stamp(): { connection: number; timeMs: number } {
    return { connection: this.#connection, timeMs: this.#settings.now() };
  }
}
