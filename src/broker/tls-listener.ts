import { createServer } from 'node:tls';
import { ACCEPTING, type Address, bind, type Listening, peerOf } from './listener.ts';
import { tcpTransport } from './tcp-transport.ts';
import { type TlsSettings, tlsOptions } from './tls-settings.ts';
import type { Acceptor } from './transport.ts';

/** Accepts TLS connections. Rejects with the system's error. */
export function openTls(address: Address, acceptor: Acceptor, tls: TlsSettings): Promise<Listening> {
  const server = createServer({ ...ACCEPTING, ...tlsOptions(tls) }, (socket) => {
    acceptor.accept(tcpTransport(socket, peerOf(socket)));
  });
  server.on('tlsClientError', (error, socket) => acceptor.refuse(peerOf(socket), error.message));
  return bind(server, address, acceptor);
}
