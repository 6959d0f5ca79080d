import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import { bind, type ListenerAddress, type Listening, peerOf } from './listener.ts';
import { tcpTransport } from './tcp-transport.ts';
import { tlsFault } from './tls-fault.ts';
import { type ServerTls, serverTlsOptions } from './tls-settings.ts';
import type { Acceptor } from './transport.ts';

/** Accepts TLS connections, each within the time for its handshake. Rejects with the system's error. */
export function openTls(
  address: ListenerAddress,
  acceptor: Acceptor,
  { tls, handshakeMs }: { readonly tls: ServerTls; readonly handshakeMs: number },
): Promise<Listening> {
  const options = { ...serverTlsOptions(tls), noDelay: true, handshakeTimeout: handshakeMs };
  const server = createServer(options, (socket) => {
    socket.allowHalfOpen = true; // in the handshake FIN is the end
    acceptor.accept(tcpTransport(socket, peerOf(socket)));
  });
  refuseFailedHandshakes(server, acceptor);
  return bind(server, address, acceptor);
}

/** Closes the socket of each failed TLS handshake, and tells the reason once. */
export function refuseFailedHandshakes(server: TlsEvents, acceptor: Acceptor): void {
  const refused = new WeakSet<Socket>();
  server.on('tlsClientError', (error, socket) => {
    // A handshake that ran out of time fails once more when its socket closes.
    if (refused.has(socket)) return;
    refused.add(socket);
    // A closed TLS socket has lost its address. The TCP socket below it remembers.
    acceptor.refuse(peerOf(socket._parent ?? socket), tlsFault(error));
    socket.destroy(); // Node leaves it open after a time-out
  });
}

interface TlsEvents {
  on(
    event: 'tlsClientError',
    listener: (error: Error, socket: Socket & { readonly _parent?: Socket }) => void,
  ): unknown;
}
