import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionSettings, formatEndpoint } from './settings.ts';

/**
 * A function that starts a connection to the broker as a stream of bytes, for those who speak MQTT themselves. What is
 * written before the connection stands is sent then.
 */
export async function createDialer({ endpoint, tls }: ConnectionSettings): Promise<() => Duplex> {
  const { protocol, host, port } = endpoint;
  const secure = {
    rejectUnauthorized: !tls.insecure,
    ...(tls.ca && { ca: tls.ca }),
    ...(tls.cert && { cert: tls.cert }),
    ...(tls.key && { key: tls.key }),
  };
  switch (protocol) {
    case 'mqtt':
      return () => connectTcp({ host, port, noDelay: true });
    case 'mqtts': {
      const { connect } = await import('node:tls');
      return () => connect({ host, port, servername: host, ...secure }).setNoDelay(true);
    }
    case 'ws':
    case 'wss': {
      const { createWebSocketStream, WebSocket } = await import('ws');
      return () => createWebSocketStream(new WebSocket(formatEndpoint(endpoint), 'mqtt', secure));
    }
    case 'mqtt-sn':
      throw new TypeError('MQTT-SN has no stream');
  }
}
