import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../loopback.ts';

/** The names of MQTT in WebSocket, today's first [MQTT-6.0.0-3]. */
const SUBPROTOCOLS = ['mqtt', 'mqttv3.1'] as const;
/** RFC 6455 §1.3 */
const KEY_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export interface UpgradeRequest {
  readonly headers: IncomingHttpHeaders;
  /** The broker's own address on this connection, `192.168.1.5`. */
  readonly localAddress: string | undefined;
}

export type UpgradeAnswer =
  | { readonly status: 101; readonly headers: readonly string[] }
  | { readonly status: 400 | 403 | 426; readonly headers: readonly string[]; readonly reason: string };

/** The answer to an upgrade request (RFC 6455 §4.2). Pages of these `origins` may connect beside the local pages. */
export function answerUpgrade(request: UpgradeRequest, origins: readonly string[]): UpgradeAnswer {
  const { headers } = request;
  const key = headers['sec-websocket-key'] ?? '';
  if (headers.upgrade?.toLowerCase() !== 'websocket' || !/^[+/0-9A-Za-z]{22}==$/.test(key)) {
    return { status: 400, headers: [], reason: 'the request asks for no WebSocket' };
  }
  if (headers['sec-websocket-version'] !== '13') {
    const reason = 'the request asks for another version of WebSocket than 13';
    return { status: 426, headers: ['Sec-WebSocket-Version: 13'], reason };
  }
  const { origin } = headers;
  if (origin !== undefined && !mayConnect(origin, request.localAddress, origins)) {
    const reason = `a page of ${origin.slice(0, 200)} may not connect: --ws-origin names pages that may`;
    return { status: 403, headers: [], reason };
  }
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
  const subprotocol = SUBPROTOCOLS.find((name) => offered.includes(name));
  if (subprotocol === undefined && offered.length > 0) {
    return { status: 400, headers: [], reason: 'the client offers no subprotocol of MQTT: mqtt or mqttv3.1' };
  }
  const accept = createHash('sha1').update(`${key}${KEY_SUFFIX}`).digest('base64');
  return {
    status: 101,
    headers: [
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      ...(subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
    ],
  };
}

/**
 * Browsers send the page's origin; programs send none. A page of the web must not reach a broker on its reader's machine
 * or network. Pages of this machine may connect: their origin is a loopback name, or the address of the connection
 * itself. The Host header proves nothing, because a hostile name may lead to any address (DNS rebinding).
 */
function mayConnect(origin: string, localAddress: string | undefined, origins: readonly string[]): boolean {
  if (origins.includes('*') || origins.includes(origin.toLowerCase())) return true;
  if (!URL.canParse(origin)) return false;
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
  return isLoopback(host) || host.endsWith('.localhost') || host === localAddress?.replace(/^::ffff:/, '');
}
