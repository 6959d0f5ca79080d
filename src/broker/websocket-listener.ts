import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { WebSocketServer } from 'ws';
import { type Address, bind, type Listening, peerOf } from './listener.ts';
import { type TlsSettings, tlsOptions } from './tls-settings.ts';
import type { Acceptor } from './transport.ts';
import { webSocketTransport } from './websocket-transport.ts';

/** The names of MQTT in WebSocket, the first one being today's [MQTT-6.0.0-3]. */
const SUBPROTOCOLS = ['mqtt', 'mqttv3.1'] as const;
/** A frame is kept in memory until it is whole; it may hold many packets. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/** Accepts WebSocket connections on any path, over TLS where that is given. Rejects with the system's error. */
export function openWebSocket(address: Address, acceptor: Acceptor, tls?: TlsSettings): Promise<Listening> {
  const server =
    tls === undefined ? createServer(upgradeOnly) : createSecureServer(tlsOptions(tls), upgradeOnly);
  server.on('tlsClientError', (error, socket) => acceptor.refuse(peerOf(socket), error.message));
  const sockets = new WebSocketServer({
    server,
    maxPayload: MAX_FRAME_BYTES,
    handleProtocols: (offered) => SUBPROTOCOLS.find((protocol) => offered.has(protocol)) ?? false,
  });
  sockets.on('error', () => {}); // those of the server, which `bind` sees as well
  sockets.on('connection', (socket, request) => {
    request.socket.setNoDelay(true);
    acceptor.accept(webSocketTransport(socket, request.socket, peerOf(request.socket)));
  });
  return bind(server, address, acceptor);
}

function upgradeOnly(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { connection: 'close', upgrade: 'websocket' });
  response.end('MQTT over WebSocket only\n');
}
