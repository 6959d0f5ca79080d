import { createServer, type DropArgument, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ConversationReader } from './conversation-reader.ts';
import type { SocketAddress, TraceEvent } from './event.ts';
import type { Sender } from './packet.ts';

export interface ProxySettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Begins a connection to the broker, over TCP or TLS. */
  readonly dial: () => Socket;
  /** The reason for an unreachable broker, in words. */
  readonly describeError: (error: Error) => string;
  /** Milliseconds since 1970, as precise as the machine's clock. */
  readonly now: () => number;
  /** Packets above this many bytes are shown with their header only. */
  readonly packetLimit?: number;
  readonly onEvent: (event: TraceEvent) => void;
}

export interface TraceProxy {
  readonly port: number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/**
 * Listens, and joins each client to a connection of its own to the broker. Bytes pass unchanged, and no faster than the
 * receiver takes them; events report their meaning. A fault on one connection leaves the other connections alone.
 * Rejects if the port is taken.
 */
export async function openProxy(settings: ProxySettings): Promise<TraceProxy> {
  const links = new Set<Link>();
  let connection = 0;
  const tellRefused = (data: DropArgument | undefined, reason: string): void => {
    connection++;
    const client = { address: data?.remoteAddress ?? '', port: data?.remotePort ?? 0 };
    settings.onEvent({ kind: 'refused', connection, timeMs: settings.now(), client, reason });
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    connection++;
    const link = new Link(connection, client, settings);
    links.add(link);
    link.whenGone(() => links.delete(link));
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('drop', (dropped) => tellRefused(dropped, `more than ${MAX_CONNECTIONS} connections at a time`));
  await listen(server, settings);
  // Accepting fails when the system is out of sockets. The open connections go on.
  server.on('error', (error) => tellRefused(undefined, error.message));
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : settings.port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const link of links) link.cut();
      await closed;
    },
  };
}

function listen(server: Server, { host, port }: ProxySettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Further clients are sent away: each client takes two sockets. */
const MAX_CONNECTIONS = 1000;
/** The time for the remaining side to read the bytes on their way to it. */
const DRAIN_MS = 5000;

type Unplaced<E> = E extends TraceEvent ? Omit<E, 'connection' | 'timeMs'> : never;

/** One client, its connection to the broker, and the reader of both directions. */
class Link {
  readonly #connection: number;
  readonly #settings: ProxySettings;
  readonly #sockets: Readonly<Record<Sender, Socket>>;
  readonly #reader: ConversationReader;
  readonly #clientEnd: SocketAddress;
  #isOpen = false;
  #isOver = false;

  constructor(connection: number, client: Socket, settings: ProxySettings) {
    this.#connection = connection;
    this.#settings = settings;
    this.#reader = new ConversationReader(settings.packetLimit);
    this.#clientEnd = { address: client.remoteAddress ?? '', port: client.remotePort ?? 0 };
    const broker = settings.dial();
    this.#sockets = { client, broker };
    // The client's bytes stay in its socket until the broker's connection is open.
    client.pause();
    client.on('error', (error) => this.#finish(error));
    broker.on('error', (error) => this.#fail(error));
    for (const socket of [client, broker]) socket.on('close', () => this.#finish());
    broker.once(broker instanceof TLSSocket ? 'secureConnect' : 'connect', () => this.#join());
  }

  /** Ends both connections at once. */
  cut(): void {
    this.#finish();
    for (const socket of Object.values(this.#sockets)) socket.destroy();
  }

  whenGone(then: () => void): void {
    const { client, broker } = this.#sockets;
    const check = () => client.closed && broker.closed && then();
    client.once('close', check);
    broker.once('close', check);
  }

  /** When one side is gone, the other side still gets the bytes sent to it and is then closed, too. */
  #finish(error?: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const socket of Object.values(this.#sockets)) {
      socket.setTimeout(DRAIN_MS, () => socket.destroy());
      socket.destroySoon();
    }
    if (this.#isOpen) this.#tell({ kind: 'closed', ...(error !== undefined && { error: error.message }) });
  }

  #join(): void {
    if (this.#isOver) return;
    const { client, broker } = this.#sockets;
    this.#isOpen = true;
    broker.setNoDelay(true);
    const brokerEnd = { address: broker.remoteAddress ?? '', port: broker.remotePort ?? 0 };
    this.#tell({ kind: 'opened', transport: 'tcp', client: this.#clientEnd, broker: brokerEnd });
    this.#relay('client', client, broker);
    this.#relay('broker', broker, client);
  }

  #relay(from: Sender, source: Socket, sink: Socket): void {
    source.on('data', (bytes: Buffer) => {
      if (this.#isOver) return;
      if (!sink.write(bytes)) source.pause();
      this.#tell({ kind: 'bytes', from, bytes });
      for (const item of this.#reader.push(from, bytes)) this.#tell({ kind: 'seen', from, item });
    });
    source.on('end', () => {
      for (const item of this.#reader.end(from)) this.#tell({ kind: 'seen', from, item });
      this.#tell({ kind: 'ended', from });
      sink.end();
    });
    sink.on('drain', () => source.resume());
    source.resume();
  }

  #fail(error: Error): void {
    if (!this.#isOver && !this.#isOpen) {
      this.#tell({ kind: 'refused', client: this.#clientEnd, reason: this.#settings.describeError(error) });
    }
    this.#finish(error);
  }

  #tell(event: Unplaced<TraceEvent>): void {
    this.#settings.onEvent({ ...event, connection: this.#connection, timeMs: this.#settings.now() });
  }
}
