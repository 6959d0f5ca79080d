import { createServer, type Socket } from 'node:net';

export interface Listening {
  readonly host: string;
  /** The port that was given, or found where it was 0. */
  readonly port: number;
  /** Accepts no more. The connections there are stay. */
  close(): void;
}

/**
 * Accepts TCP connections and hands each on with the peer's address. Half-open ones are kept, since a client
 * may have said all it has to say and still wait for the answer. Rejects with the system's error.
 */
export function openListener(
  address: { readonly host: string; readonly port: number },
  accept: (socket: Socket, peer: string) => void,
): Promise<Listening> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    accept(socket, peerOf(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...address, exclusive: true }, () => {
      server.off('error', reject);
      server.on('error', () => {}); // a connection that could not be accepted
      const bound = server.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
      resolve({ host: address.host, port, close: () => server.close() });
    });
  });
}

/** `127.0.0.1:40312`, `[::1]:40312` */
export function peerOf(socket: Socket): string {
  const host = socket.remoteAddress ?? '?';
  return `${host.includes(':') ? `[${host}]` : host}:${socket.remotePort ?? '?'}`;
}
