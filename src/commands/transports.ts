import type { ConnectionSettings, Protocol } from '../mqtt/settings.ts';
import type { Session, SessionObserver } from '../session.ts';

export interface OpenRequest {
  readonly settings: ConnectionSettings;
  readonly observer: SessionObserver;
  readonly signal: AbortSignal;
}

/** A way to reach a broker, loaded when it is used. */
export interface Transport {
  readonly protocols: readonly Protocol[];
  readonly open: (request: OpenRequest) => Promise<Session>;
}

const TRANSPORTS: readonly Transport[] = [
  {
    protocols: ['mqtt', 'mqtts', 'ws', 'wss'],
    open: async (request) => {
      const { openMqttSession } = await import('../mqtt/mqtt-session.ts');
      const host = request.settings.named
        ? {}
        : { host: await embeddedBroker(request.settings.endpoint.port) };
      return openMqttSession({ ...request, ...host });
    },
  },
];

export function transportOf(protocol: Protocol): Transport {
  const transport = TRANSPORTS.find(({ protocols }) => protocols.includes(protocol));
  if (transport === undefined) throw new TypeError(`no transport for ${protocol}`);
  return transport;
}

/** The broker that takes the place of the one that nobody named; nothing of it is loaded before it is needed. */
async function embeddedBroker(port: number) {
  const { createCarrier } = await import('../broker/carry.ts');
  const carrier = createCarrier({ port });
  return {
    tryHost: async () => (await carrier.tryHost()) === 'hosting',
    close: () => carrier.close(),
  };
}
