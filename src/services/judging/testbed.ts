import { type Broker, createBroker } from '../../broker/broker.ts';
import type { ExerciseTransport } from '../../check/exercise.ts';
import { hostAndPort } from '../../host-port.ts';
import { dialSocket } from '../../mqtt/dial-socket.ts';
import { plainSettings } from '../../mqtt/plain-settings.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { Interference } from '../../trace/interference.ts';
import { openProxy } from '../../trace/proxy.ts';
import { brokerName } from '../broker-name.ts';
import { listenFailure } from '../listen-failure.ts';

/** The place for a program to connect to. */
export interface ProgramPlace {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** A file with the certificate to trust, for TLS. */
  readonly cafile?: string;
}

/** A broker for one run, and the tester between it and the program. */
export interface Testbed {
  readonly place: ProgramPlace;
  /** For the tester's own connection to the broker. It changes when the broker forgets. */
  readonly broker: () => ConnectionSettings;
  /** Cuts all connections of programs, and takes no new ones for a time. */
  readonly restart: (downMs: number, forgets: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface TestbedSettings {
  readonly transport: ExerciseTransport;
  readonly listen: { readonly host: string; readonly port: number };
  readonly interference: Interference;
  readonly onEvent: (event: TraceEvent) => void;
  /** Told of connections that are no MQTT, in words. */
  readonly onStranger: (reason: string) => void;
}

const LOOPBACK = '127.0.0.1';
const PATIENCE_MS = 5000;

/** Opens a broker of its own, behind a proxy that sees every packet. Throws a Failure if the port can't be had. */
export async function openTestbed(settings: TestbedSettings): Promise<Testbed> {
  const { listen, transport } = settings;
  try {
    return await (transport === 'mqtt-sn' ? openSn(settings) : openStream(settings));
  } catch (cause) {
    throw await listenFailure(cause, { ...listen, transport: transport === 'mqtt-sn' ? 'udp' : 'tcp' });
  }
}

/** MQTT over TCP, TLS or WebSocket. */
async function openStream(settings: TestbedSettings): Promise<Testbed> {
  const { transport, listen, interference, onEvent, onStranger } = settings;
  const isWebSocket = transport === 'ws';
  const isTls = transport === 'mqtts';
  let own = await openOwnBroker(isWebSocket);
  let isForgetting = false;
  const proxy = await openProxy({
    ...(isTls ? { host: LOOPBACK, port: 0 } : listen),
    interference,
    dial: () => dialSocket(settingsFor(own.portForPrograms)),
    describeError: (error) => error.message,
    now: () => performance.now(),
    onEvent,
    whileDown: async () => {
      if (!isForgetting) return;
      const old = own;
      own = await openOwnBroker(isWebSocket);
      await old.broker.close();
    },
  });
  const { openTlsFront } = await import('./tls-front.ts');
  const front = isTls
    ? await openTlsFront({ ...listen, target: () => proxy.port, onFault: onStranger })
    : undefined;
  return {
    place: {
      ...placeOf(transport, listen.host, (front ?? proxy).port),
      ...(front && { cafile: front.cafile }),
    },
    broker: () => settingsFor(own.port),
    restart: async (downMs, forgets) => {
      isForgetting = forgets;
      await proxy.restart(downMs);
    },
    close: async () => {
      await front?.close();
      await proxy.close();
      await own.broker.close();
    },
  };
}

/** MQTT-SN: UDP has no connections to cut. */
async function openSn({ listen, onEvent }: TestbedSettings): Promise<Testbed> {
  const own = await openOwnBroker(false);
  const { openGatewayBed } = await import('./gateway-bed.ts');
  const gateway = await openGatewayBed({ listen, broker: settingsFor(own.port), onEvent });
  return {
    place: placeOf('mqtt-sn', listen.host, gateway.port),
    broker: () => settingsFor(own.port),
    restart: async () => {},
    close: async () => {
      await gateway.close();
      await own.broker.close();
    },
  };
}

function placeOf(transport: ExerciseTransport, host: string, port: number): ProgramPlace {
  const shown = host === '0.0.0.0' || host === '::' ? LOOPBACK : host;
  return {
    host: shown,
    port,
    url: `${transport}://${hostAndPort(shown, port)}`,
  };
}

function settingsFor(port: number): ConnectionSettings {
  return plainSettings({ protocol: 'mqtt', host: LOOPBACK, port, path: '/' }, PATIENCE_MS);
}

interface OwnBroker {
  readonly broker: Broker;
  /** MQTT over TCP. */
  readonly port: number;
  /** The port behind the proxy: the same, or a WebSocket port. */
  readonly portForPrograms: number;
}

async function openOwnBroker(isWebSocket: boolean): Promise<OwnBroker> {
  const broker = await createBroker({ ...brokerName('check'), sysIntervalMs: 0 });
  const { port } = await broker.listen({ host: LOOPBACK, port: 0 });
  if (!isWebSocket) return { broker, port, portForPrograms: port };
  const socket = await broker.listen({ host: LOOPBACK, port: 0, webSocket: true });
  return { broker, port, portForPrograms: socket.port };
}
