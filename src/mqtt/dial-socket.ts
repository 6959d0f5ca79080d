import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionSettings } from './settings.ts';
import { tlsConnectOptions } from './tls-connect-options.ts';

/**
 * Starts a connection to the broker as a bare socket, for a proxy: the client's bytes bring WebSocket along if the
 * client uses it. Each side may end before the other. The socket fails with an error if the connection takes too long.
 */
export function dialSocket({ endpoint, tls, connectTimeoutMs }: ConnectionSettings): Socket {
  const { protocol, host, port } = endpoint;
  const isTls = protocol === 'mqtts' || protocol === 'wss';
  const to = { host, port, allowHalfOpen: true };
  const socket = isTls ? connectTls({ ...to, ...tlsConnectOptions(host, tls) }) : connect(to);
  const timer = setTimeout(() => socket.destroy(new Error('timed out')), connectTimeoutMs);
  const stop = (): void => clearTimeout(timer);
  return socket.once(isTls ? 'secureConnect' : 'connect', stop).once('close', stop);
}
