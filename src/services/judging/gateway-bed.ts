import { createDialer } from '../../mqtt/dial.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import { serveGateway } from '../../mqtt-sn/link/gateway-server.ts';
import { createMqttBroker } from '../../mqtt-sn/relay/mqtt-broker.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { openUdpProxy } from '../../trace/udp-proxy.ts';
import { createReader } from '../tracing/mqtt-sn-reader.ts';

/** An MQTT-SN gateway before a broker, and a proxy before the gateway. */
export interface GatewayBed {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export interface GatewayBedSettings {
  readonly listen: { readonly host: string; readonly port: number };
  readonly broker: ConnectionSettings;
  readonly onEvent: (event: TraceEvent) => void;
}

const LOOPBACK = '127.0.0.1';
const MAX_CLIENTS = 100;

/** Rejects with the system's error if the port can't be had. */
export async function openGatewayBed({ listen, broker, onEvent }: GatewayBedSettings): Promise<GatewayBed> {
  const gateway = await serveGateway({
    host: LOOPBACK,
    port: 0,
    gateway: {
      gatewayId: 1,
      predefined: new Map(),
      retryIntervalMs: 2000,
      retries: 3,
      maxClients: MAX_CLIENTS,
      maxBuffered: 1000,
      anonymousClientId: 'building-sim-check-gateway',
    },
    broker: createMqttBroker({
      dial: await createDialer(broker),
      mqttVersion: 4,
      username: undefined,
      password: undefined,
      connectTimeoutMs: broker.connectTimeoutMs,
    }),
    report: () => {},
  });
  const proxy = await openUdpProxy({
    ...listen,
    target: { address: LOOPBACK, port: gateway.port },
    createReader,
    describeError: (error) => error.message,
    now: () => performance.now(),
    onEvent,
  });
  return {
    port: proxy.port,
    close: async () => {
      await proxy.close();
      await gateway.close();
    },
  };
}
