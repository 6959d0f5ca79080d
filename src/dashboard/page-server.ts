import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { isLoopback } from '../loopback.ts';
import { isHostAllowed, isOriginAllowed, type PageRequest, SECURITY_HEADERS } from './request-rules.ts';

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The same, compressed by gzip. */
  readonly gzip: Uint8Array;
  /** The name changes with the content: a browser may keep the file. */
  readonly isHashed: boolean;
}

/** The files of the page by their paths. No other path exists. */
export type PageFiles = ReadonlyMap<string, PageFile>;

export interface PageServerSettings {
  readonly files: PageFiles;
  /** Names in Host headers, beside those of this machine. */
  readonly hostNames: readonly string[];
  readonly onPage: (socket: WebSocket) => void;
}

export interface PageServer {
  readonly port: number;
  /** Ends every connection, after the last messages to the pages. */
  close(): Promise<void>;
}

/** The path of the WebSocket. */
export const LIVE_PATH = '/live';
/** Tells the holder of a taken port. */
export const SERVER_NAME = 'building-sim dashboard';

const MAX_SOCKETS = 32;
const MAX_MESSAGE_BYTES = 64 * 1024;
const MAX_CONNECTIONS = 256;
const REQUEST_MS = 10_000;
/** RFC 6455 §7.4.1 */
const GOING_AWAY = 1001;
const CLOSE_MS = 300;

/** Serves the page and its WebSocket. On loopback both families listen. Rejects with the system's error, such as EADDRINUSE. */
export async function openPageServer(
  { host, port }: { readonly host: string; readonly port: number },
  settings: PageServerSettings,
): Promise<PageServer> {
  const sockets = createSockets(settings);
  const first = await listen(createPageServer(settings, sockets), host, port);
  const servers = [first];
  const bound = (first.address() as AddressInfo).port;
  if (isLoopback(host)) {
    const other = host === '::1' ? '127.0.0.1' : '::1';
    const second = await listen(createPageServer(settings, sockets), other, bound).catch(() => undefined);
    if (second !== undefined) servers.push(second);
  }
  return {
    port: bound,
    close: async () => {
      const pages = [...sockets.clients];
      const closed = pages.map((page) => once(page, 'close'));
      for (const page of pages) page.close(GOING_AWAY, 'the dashboard has ended');
      await Promise.race([Promise.all(closed), setTimeout(CLOSE_MS, undefined, { ref: false })]);
      for (const page of pages) page.terminate();
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

function createSockets({ onPage }: PageServerSettings): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  sockets.on('connection', (socket) => {
    // A broken frame or one above the limit: the library closes the socket itself.
    socket.on('error', () => {});
    onPage(socket);
  });
  return sockets;
}

function createPageServer({ files, hostNames }: PageServerSettings, sockets: WebSocketServer): Server {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => answer(request, response, files, hostNames),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => {});
    const refusal = upgradeRefusal(request, hostNames, sockets.clients.size);
    if (refusal === undefined) {
      sockets.handleUpgrade(request, socket, head, (page) => sockets.emit('connection', page, request));
    } else {
      socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    }
  });
  return server;
}

function upgradeRefusal(
  request: IncomingMessage,
  hostNames: readonly string[],
  open: number,
): string | undefined {
  const page = pageRequest(request);
  if (!isHostAllowed(page, hostNames) || !isOriginAllowed(page)) return '403 Forbidden';
  if (request.url !== LIVE_PATH) return '404 Not Found';
  return open >= MAX_SOCKETS ? '503 Service Unavailable' : undefined;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: PageFiles,
  hostNames: readonly string[],
): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  response.setHeader('server', SERVER_NAME);
  const file = files.get(request.url ?? '');
  if (!isHostAllowed(pageRequest(request), hostNames)) {
    refuse(response, 403, 'the dashboard does not know this host name: --allow-host adds it');
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'only GET and HEAD');
  } else if (file === undefined) refuse(response, 404, 'there is no such file');
  else sendFile(file, request, response);
}

function sendFile(file: PageFile, request: IncomingMessage, response: ServerResponse): void {
  const isGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = isGzip ? file.gzip : file.bytes;
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': body.length,
    'cache-control': file.isHashed ? 'private, max-age=31536000, immutable' : 'no-store',
    vary: 'accept-encoding',
    ...(isGzip && { 'content-encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
}

function pageRequest({ headers, socket }: IncomingMessage): PageRequest {
  return { host: headers.host, origin: headers.origin, localAddress: socket.localAddress };
}

function listen(server: Server, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      server.on('error', () => {}); // a connection that could not be accepted
      resolve(server);
    });
  });
}
