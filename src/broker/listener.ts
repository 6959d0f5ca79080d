import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Address {
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
}

export interface Listening extends Address {
  /** Accepts no more. The connections there are stay. */
  close(): void;
}

/** Who takes the connections, with the address of the peer as text. */
export interface Acceptor {
  accept(stream: Duplex, peer: string): void;
  /** A connection that came to nothing before it could be accepted, such as in the TLS handshake. */
  refuse(peer: string, reason: string): void;
}

/** Accepts TCP connections. Rejects with the system's error, such as EADDRINUSE. */
export function openTcp(address: Address, { accept }: Acceptor): Promise<Listening> {
  return bind(
    createServer(ACCEPTING, (socket) => accept(socket, peerOf(socket))),
    address,
  );
}

/** Half-open: a client may have said all it has to say and still wait for the answer. */
export const ACCEPTING = { allowHalfOpen: true, noDelay: true } as const;

/** Starts a server of any kind. Rejects with the system's error. */
export function bind(server: Server, { host, port }: Address): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      server.on('error', () => {}); // a connection that could not be accepted
      const bound = server.address();
      const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
      resolve({ host, port: boundPort, close: () => server.close() });
    });
  });
}

/** `127.0.0.1:40312`, `[::1]:40312` */
export function peerOf(socket: Socket): string {
  const host = socket.remoteAddress ?? '?';
  return `${host.includes(':') ? `[${host}]` : host}:${socket.remotePort ?? '?'}`;
}
