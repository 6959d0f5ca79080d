import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { createWebSocketStream, WebSocket } from 'ws';
import { type ConnectionSettings, formatEndpoint } from './settings.ts';

/** Starts a connection to the broker as a stream of bytes, for those who speak MQTT themselves. */
export function dial({ endpoint, tls }: ConnectionSettings): Duplex {
  const { protocol, host, port } = endpoint;
  const secure = {
    rejectUnauthorized: !tls.insecure,
    ...(tls.ca && { ca: tls.ca }),
    ...(tls.cert && { cert: tls.cert }),
    ...(tls.key && { key: tls.key }),
  };
  switch (protocol) {
    case 'mqtt':
      return connectTcp({ host, port, noDelay: true });
    case 'mqtts':
      return connectTls({ host, port, servername: host, ...secure }).setNoDelay(true);
    case 'ws':
    case 'wss':
      return createWebSocketStream(new WebSocket(formatEndpoint(endpoint), 'mqtt', secure));
    case 'mqtt-sn':
      throw new TypeError('MQTT-SN has no stream');
  }
}
