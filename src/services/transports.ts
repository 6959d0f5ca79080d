import { uniqueClientId } from '../mqtt/client-options.ts';
import { createRetries } from '../mqtt/retries.ts';
import { ANY_GATEWAY, type ConnectionSettings, formatEndpoint, type Protocol } from '../mqtt/settings.ts';
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

/** Gateways told of; whoever sends more ADVERTISE is no gateway. */
const MAX_HEARD = 100;

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
      const { unconnected, sleepMs, ...mqttSn } = settings.mqttSn;
      const { endpoint, close } = await gatewayOf({ settings, observer, signal });
      return openSnSession({
        host: endpoint.host,
        port: endpoint.port,
        where: formatEndpoint(endpoint),
        unconnected,
        sleepMs,
        onEnd: close,
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

/** The gateway that the user named, or the first one found. */
async function gatewayOf({ settings, observer, signal }: OpenRequest) {
  const { endpoint, mqttSn } = settings;
  if (endpoint.host !== ANY_GATEWAY) return { endpoint, close: () => {} };
  const { searchGateway } = await import('../mqtt-sn/link/search.ts');
  const heard = new Set<string>();
  const { gateway, close } = await searchGateway({
    ...mqttSn,
    port: endpoint.port,
    signal,
    advertised: ({ gatewayId, host, port, everyS }) => {
      const where = formatEndpoint({ ...endpoint, host, port });
      if (heard.has(where) || heard.size >= MAX_HEARD) return;
      heard.add(where);
      observer.onState?.({ kind: 'advertised', gatewayId, where, everyS });
    },
  });
  const found = { ...endpoint, host: gateway.host, port: gateway.port };
  observer.onState?.({ kind: 'found', gatewayId: gateway.gatewayId, where: formatEndpoint(found) });
  return { endpoint: found, close };
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
