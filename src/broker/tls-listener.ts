import { createServer } from 'node:tls';
import { ACCEPTING, type Acceptor, type Address, bind, type Listening, peerOf } from './listener.ts';
import { type TlsSettings, tlsOptions } from './tls-settings.ts';

/** Accepts TLS connections. Rejects with the system's error. */
export function openTls(address: Address, acceptor: Acceptor, tls: TlsSettings): Promise<Listening> {
  const server = createServer({ ...ACCEPTING, ...tlsOptions(tls) }, (socket) => {
    acceptor.accept(socket, peerOf(socket));
  });
  server.on('tlsClientError', (error, socket) => acceptor.refuse(peerOf(socket), error.message));
  return bind(server, address);
}
