import type { Broker, ListenerOptions } from '../../broker/broker.ts';
import { readTlsFiles, type ServerTls } from '../../broker/tls-settings.ts';
import { usageFailure } from '../../failure.ts';
import type { Settings } from '../../options/option.ts';
import { listenFailure } from '../../services/listen-failure.ts';
import { lanAddresses } from './lan-addresses.ts';
import type { brokerOptions } from './options.ts';

type BrokerSettings = Settings<typeof brokerOptions>;

export interface NamedListener extends ListenerOptions {
  readonly protocol: 'mqtt' | 'mqtts' | 'ws' | 'wss';
}

/** The listeners of the options. Throws a usage failure, for example for a wrong certificate. */
export function listenersOf(settings: BrokerSettings): readonly NamedListener[] {
  const { host, port } = settings;
  const tls = tlsOf(settings);
  const origins = settings['ws-origin'];
  if (origins.length > 0 && settings['ws-port'] === undefined && settings['wss-port'] === undefined) {
    throw usageFailure('--ws-origin needs --ws-port or --wss-port');
  }
  const listeners: NamedListener[] = [{ protocol: 'mqtt', host, port }];
  const wsPort = settings['ws-port'];
  if (wsPort !== undefined) listeners.push({ protocol: 'ws', host, port: wsPort, webSocket: true, origins });
  for (const option of ['tls-port', 'wss-port'] as const) {
    const securePort = settings[option];
    if (securePort === undefined) continue;
    if (tls === undefined) throw usageFailure(`--${option} needs --cert and --key`);
    const webSocket = option === 'wss-port';
    listeners.push({
      protocol: webSocket ? 'wss' : 'mqtts',
      host,
      port: securePort,
      webSocket,
      tls,
      origins,
    });
  }
  return listeners;
}

function tlsOf(settings: BrokerSettings): ServerTls | undefined {
  const { cert, key, cafile: ca } = settings;
  if (cert === undefined && key === undefined && ca === undefined) return undefined;
  if (cert === undefined || key === undefined) throw usageFailure('--cert and --key go together');
  if (settings['tls-port'] === undefined && settings['wss-port'] === undefined) {
    throw usageFailure('--cert and --key need --tls-port or --wss-port');
  }
  return readTlsFiles({ cert, key, ...(ca !== undefined && { ca }) });
}

/** The URLs of an open listener. */
export interface ListenerUrls {
  readonly own: string;
  /** For other machines, if the listener is open to all addresses. */
  readonly others: readonly string[];
}

/** Opens a listener. Throws a Failure with a hint if the port can't be had. */
export async function openListener(broker: Broker, listener: NamedListener): Promise<ListenerUrls> {
  const { protocol, host, port } = listener;
  try {
    const listening = await broker.listen(listener);
    const urlOf = (address: string) =>
      `${protocol}://${address.includes(':') ? `[${address}]` : address}:${listening.port}`;
    return { own: urlOf(host), others: lanAddresses(host).map(urlOf) };
  } catch (cause) {
    throw await listenFailure(cause, { host, port, transport: 'tcp' });
  }
}
