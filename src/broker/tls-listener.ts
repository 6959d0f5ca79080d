import { createServer, type TLSSocket } from 'node:tls';
import { ACCEPTING, bind, type ListenerAddress, type Listening, peerOf } from './listener.ts';
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
  const options = { ...ACCEPTING, ...serverTlsOptions(tls), handshakeTimeout: handshakeMs };
  const server = createServer(options, (socket) => {
    acceptor.accept(tcpTransport(socket, peerOf(socket)));
  });
  refuseFailedHandshakes(server, acceptor);
  return bind(server, address, acceptor);
}

/** Closes the socket of each failed TLS handshake, and tells the reason once. */
export function refuseFailedHandshakes(server: TlsEvents, acceptor: Acceptor): void {
  const refused = new WeakSet<TLSSocket>();
  server.on('tlsClientError', (error, socket) => {
    // A handshake that ran out of time fails once more when its socket closes.
    if (refused.has(socket)) return;
    refused.add(socket);
    acceptor.refuse(peerOf(socket), tlsFault(error));
    socket.destroy(); // Node leaves it open after a time-out
  });
}

interface TlsEvents {
  on(event: 'tlsClientError', listener: (error: Error, socket: TLSSocket) => void): unknown;
}
