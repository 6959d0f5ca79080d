import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionSettings } from './settings.ts';
import { tlsOptions } from './tls-options.ts';

/**
 * Starts a connection to the broker as a socket, for those who pass on the bytes of others: WebSocket is among
 * those bytes. Each side may end before the other. Gives up with an error when the connection takes too long.
 */
export function dialSocket({ endpoint, tls, connectTimeoutMs }: ConnectionSettings): Socket {
  const { protocol, host, port } = endpoint;
  const isTls = protocol === 'mqtts' || protocol === 'wss';
  const to = { host, port, allowHalfOpen: true };
  const socket = isTls ? connectTls({ ...to, ...tlsOptions(host, tls) }) : connect(to);
  const timer = setTimeout(() => socket.destroy(new Error('timed out')), connectTimeoutMs);
  const stop = (): void => clearTimeout(timer);
  return socket.once(isTls ? 'secureConnect' : 'connect', stop).once('close', stop);
}
