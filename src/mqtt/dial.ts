import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionSettings, formatEndpoint } from './settings.ts';
import { tlsConnectOptions } from './tls-connect-options.ts';

/**
 * Makes a function to start a connection to the broker as a stream of bytes. The stream sends bytes written too
 * early as soon as the connection is open. Small packets don't wait for TCP to acknowledge earlier ones (Nagle).
 */
export async function createDialer({
  endpoint,
  tls,
  mqttVersion,
}: Pick<ConnectionSettings, 'endpoint' | 'tls' | 'mqttVersion'>): Promise<() => Duplex> {
  const { protocol, host, port } = endpoint;
  const secure = tlsConnectOptions(host, tls);
  switch (protocol) {
    case 'mqtt':
      return () => connectTcp({ host, port, noDelay: true });
    case 'mqtts': {
      const { connect } = process.getBuiltinModule('node:tls');
      return () => connect({ host, port, ...secure }).setNoDelay(true);
    }
    case 'ws':
    case 'wss': {
      const [{ WebSocket }, { webSocketStream }] = await Promise.all([
        import('ws'),
        import('./websocket-stream.ts'),
      ]);
      const subprotocol = mqttVersion === 3 ? 'mqttv3.1' : 'mqtt';
      const options = { ...secure, perMessageDeflate: false };
      return () => webSocketStream(new WebSocket(formatEndpoint(endpoint), subprotocol, options));
    }
    case 'mqtt-sn':
      throw new TypeError('MQTT-SN has no stream');
  }
}
