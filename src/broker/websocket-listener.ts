import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { bind, type ListenerAddress, type Listening, peerOf } from './listener.ts';
import { refuseFailedHandshakes } from './tls-listener.ts';
import { type ServerTls, serverTlsOptions } from './tls-settings.ts';
import type { Acceptor } from './transport.ts';
import { answerUpgrade } from './websocket-handshake.ts';
import { webSocketTransport } from './websocket-transport.ts';

export interface WebSocketOptions {
  readonly tls?: ServerTls;
  /** Pages of these origins may connect beside the pages of this machine: `https://example.org`, `null`, `*` for all. */
  readonly origins?: readonly string[];
  /** A connection has this time to ask for WebSocket, in milliseconds. */
  readonly handshakeMs: number;
}

/** Accepts WebSocket connections on any path, over TLS where that is given. Rejects with the system's error. */
export function openWebSocket(
  address: ListenerAddress,
  acceptor: Acceptor,
  { tls, origins = [], handshakeMs }: WebSocketOptions,
): Promise<Listening> {
  const timeouts = {
    headersTimeout: handshakeMs,
    requestTimeout: handshakeMs,
    connectionsCheckingInterval: Math.min(handshakeMs, CHECK_MS),
  };
  const server =
    tls === undefined
      ? createServer(timeouts, upgradeOnly)
      : createSecureServer(
          { ...serverTlsOptions(tls), ...timeouts, handshakeTimeout: handshakeMs },
          upgradeOnly,
        );
  refuseFailedHandshakes(server, acceptor);
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const answer = answerUpgrade({ headers: request.headers, localAddress: socket.localAddress }, origins);
    socket.write(
      `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n${headerLines(answer.headers)}\r\n`,
    );
    if (answer.status === 101) {
      socket.setNoDelay(true);
      acceptor.accept(webSocketTransport(socket, head, peerOf(socket)));
    } else {
      acceptor.refuse(peerOf(socket), answer.reason);
      socket.on('error', () => {}).end(`${answer.reason}\n`, () => socket.destroy());
    }
  });
  return bind(server, address, acceptor);
}

const CHECK_MS = 5000;

function headerLines(headers: readonly string[]): string {
  return headers.map((line) => `${line}\r\n`).join('');
}

function upgradeOnly(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { connection: 'close', upgrade: 'websocket' });
  response.end('MQTT over WebSocket only\n');
}
