import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { EXIT } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import { errorWords } from '../../mqtt/connection-error.ts';
import { dialSocket } from '../../mqtt/dial-socket.ts';
import { type ConnectionSettings, type Endpoint, formatEndpoint } from '../../mqtt/settings.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { Interference } from '../../trace/interference.ts';
import { openProxy, type TraceProxy } from '../../trace/proxy.ts';
import { openUdpProxy } from '../../trace/udp-proxy.ts';
import { listenFailure } from '../listen-failure.ts';

export interface TraceProxySettings {
  readonly listen: { readonly host: string; readonly port: number };
  readonly upstream: ConnectionSettings;
  readonly now: () => number;
  readonly packetLimit?: number;
  readonly onEvent: (event: TraceEvent) => void;
  /** For MQTT over TCP or TLS. */
  readonly interference?: Interference | undefined;
}

/** Opens a proxy for the broker's protocol. Throws a Failure if the port can't be had, or the gateway's name is unknown. */
export async function openTraceProxy(settings: TraceProxySettings): Promise<TraceProxy> {
  try {
    return await open(settings);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const transport = settings.upstream.endpoint.protocol === 'mqtt-sn' ? 'udp' : 'tcp';
    throw await listenFailure(cause, { ...settings.listen, transport });
  }
}

async function open({ listen, upstream, interference, ...watched }: TraceProxySettings): Promise<TraceProxy> {
  const { endpoint } = upstream;
  const describeError = (error: Error): string =>
    `can't reach ${formatEndpoint(endpoint)}: ${errorWords(error)}`;
  const common = { ...watched, ...listen, describeError };
  if (endpoint.protocol !== 'mqtt-sn') {
    return openProxy({ ...common, ...(interference && { interference }), dial: () => dialSocket(upstream) });
  }

  const { createReader } = await import('./mqtt-sn-reader.ts');
  const target = { ...(await addressOf(endpoint, describeError)), port: endpoint.port };
  return openUdpProxy({ ...common, target, createReader });
}

async function addressOf(
  { host }: Endpoint,
  describeError: (error: Error) => string,
): Promise<LookupAddress> {
  try {
    // A gateway on this machine listens on 127.0.0.1, as brokers do.
    return await lookup(host, { verbatim: false });
  } catch (error) {
    throw new Failure(describeError(error as Error), EXIT.unreachable, { cause: error });
  }
}
