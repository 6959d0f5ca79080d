import { hostAndPort } from '../host-port.ts';
import { createDialer } from '../mqtt/dial.ts';
import { type ConnectionSettings, formatEndpoint } from '../mqtt/settings.ts';
import {
  type GatewayServer,
  type GatewayServerSettings,
  serveGateway,
} from '../mqtt-sn/link/gateway-server.ts';
import { createMqttBroker } from '../mqtt-sn/relay/mqtt-broker.ts';
import type { Sink } from '../observation/sink.ts';
import { hostIfNobodyDoes, type OwnBroker } from './bridging/own-broker.ts';
import { listenFailure } from './listen-failure.ts';
import { note } from './note.ts';
import { createStop } from './stop.ts';

export interface BridgingSettings {
  /** The gateway's UDP address. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly gateway: GatewayServerSettings['gateway'];
  /** The MQTT broker behind the gateway. */
  readonly broker: ConnectionSettings;
  /** Ends the bridging. */
  readonly signal: AbortSignal;
  /** The real clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Runs an MQTT-SN gateway until it is interrupted, and a broker if none was named and none is there. The sink takes
 * every event of the gateway. Throws a Failure if the address can't be had.
 */
export async function bridging(settings: BridgingSettings, sink: Sink): Promise<void> {
  const host = await hostIfNobodyDoes(settings.broker, sink);
  try {
    await serve(settings, host, sink);
  } finally {
    await host.close();
  }
}

async function serve(
  { listen, gateway, broker, signal, now }: BridgingSettings,
  own: OwnBroker,
  sink: Sink,
): Promise<void> {
  const counts = { received: 0, sent: 0, malformed: 0, dropped: 0 };
  const dial = await createDialer(broker);
  const server = await open({
    ...listen,
    gateway,
    broker: createMqttBroker({
      dial: () => own.connect() ?? dial(),
      mqttVersion: broker.mqttVersion === 3 ? 3 : 4,
      username: broker.username,
      password: broker.password,
      connectTimeoutMs: broker.connectTimeoutMs,
    }),
    report: (event) => {
      if (event.kind in counts) counts[event.kind as keyof typeof counts]++;
      if (event.kind === 'refused' || (event.kind === 'client' && event.change === 'lost the broker'))
        own.revive();
      sink.take({ kind: 'gateway', event, atMs: now() });
    },
  });
  const place = hostAndPort(server.host, server.port);
  const upstream = formatEndpoint(broker.endpoint);
  note(sink, `MQTT-SN gateway ${gateway.gatewayId} listens on udp://${place}, for ${upstream}`);
  await createStop({ signal }).reason;
  await server.close();
  const { received, sent, malformed, dropped } = counts;
  note(
    sink,
    `${received} messages received, ${sent} sent; ${malformed} datagrams malformed, ${dropped} messages dropped`,
  );
}

async function open(settings: GatewayServerSettings): Promise<GatewayServer> {
  try {
    return await serveGateway(settings);
  } catch (cause) {
    throw await listenFailure(cause, { ...settings, transport: 'udp' });
  }
}
