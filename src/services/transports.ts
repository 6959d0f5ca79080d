import { uniqueClientId } from '../mqtt/client-options.ts';
import { createRetries } from '../mqtt/retries.ts';
import { type ConnectionSettings, formatEndpoint, type Protocol } from '../mqtt/settings.ts';
import type { Session, SessionObserver } from '../session.ts';
import { brokerName } from './broker-name.ts';

export interface OpenRequest {
  readonly settings: ConnectionSettings;
  readonly observer: SessionObserver;
  readonly signal: AbortSignal;
}

/** A way to reach a broker. Its code is loaded on the first use. */
export interface Transport {
  readonly protocols: readonly Protocol[];
  readonly open: (request: OpenRequest) => Promise<Session>;
}

const TRANSPORTS: readonly Transport[] = [
  {
    protocols: ['mqtt', 'mqtts', 'ws', 'wss'],
    open: async (request) => {
      const { openMqttSession } = await import('../mqtt/mqtt-session.ts');
      const host = request.settings.mayHost ? { host: await embeddedBroker(request.settings) } : {};
      return openMqttSession({ ...request, ...host });
    },
  },
  {
    protocols: ['mqtt-sn'],
    open: async ({ settings, observer, signal }) => {
      const { openSnSession } = await import('../mqtt-sn/link/session.ts');
      const { host, port } = settings.endpoint;
      const { unconnected, ...mqttSn } = settings.mqttSn;
      return openSnSession({
        host,
        port,
        where: formatEndpoint(settings.endpoint),
        unconnected,
        observer,
        signal,
        retries: createRetries(settings, Date.now),
        client: {
          ...mqttSn,
          clientId: settings.clientId ?? uniqueClientId(),
          cleanSession: settings.clean,
          keepAliveS: settings.keepaliveS,
          will: settings.will,
        },
      });
    },
  },
];

export function transportOf(protocol: Protocol): Transport {
  const transport = TRANSPORTS.find(({ protocols }) => protocols.includes(protocol));
  if (transport === undefined) throw new TypeError(`no transport for ${protocol}`);
  return transport;
}

/** The embedded broker, for a user who named no broker. Its code is loaded when the port is free. */
async function embeddedBroker({ endpoint, command }: ConnectionSettings) {
  const { createBrokerHost } = await import('../broker/broker-host.ts');
  const carrier = createBrokerHost({ port: endpoint.port, broker: brokerName(command) });
  return {
    tryHost: async () => (await carrier.tryHost()) === 'hosting',
    close: () => carrier.close(),
  };
}
