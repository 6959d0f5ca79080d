import { createServer, type Server, type Socket } from 'node:net';
import { hostAndPort } from '../host-port.ts';
import { tcpTransport } from './tcp-transport.ts';
import type { Acceptor } from './transport.ts';

export interface ListenerAddress {
  readonly host: string;
  /** 0 is any free port. */
  readonly port: number;
}

export interface Listening extends ListenerAddress {
  /** Accepts no more. The connections there are stay. */
  close(): void;
}

/** Accepts TCP connections. Rejects with the system's error, such as EADDRINUSE. */
export function openTcp(address: ListenerAddress, acceptor: Acceptor): Promise<Listening> {
  // Half-open: a client may send FIN and still wait for an answer.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (!socket.destroyed) acceptor.accept(tcpTransport(socket, peerOf(socket)));
  });
  return bind(server, address, acceptor);
}

/** Starts a server of any kind; sockets count before the handshake. Rejects with the system's error. */
export function bind(
  server: Server,
  { host, port }: ListenerAddress,
  acceptor: Acceptor,
): Promise<Listening> {
  const handlers = server.listeners('connection');
  server.removeAllListeners('connection').on('connection', (socket: Socket) => {
    if (acceptor.enter(peerOf(socket))) {
      socket.once('close', () => acceptor.leave());
      for (const handle of handlers) handle.call(server, socket);
    } else {
      socket.on('error', () => {}).destroy();
    }
  });
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
  return hostAndPort(socket.remoteAddress ?? '?', socket.remotePort ?? '?');
}
