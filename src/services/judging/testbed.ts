import { type Broker, createBroker } from '../../broker/broker.ts';
import type { ExerciseTransport } from '../../check/exercise.ts';
import { dialSocket } from '../../mqtt/dial-socket.ts';
import { plainSettings } from '../../mqtt/plain-settings.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { openProxy, type StreamProxy } from '../../trace/proxy.ts';
import { brokerName } from '../broker-name.ts';
import { listenFailure } from '../listen-failure.ts';

/** The place for a program to connect to. */
export interface ListenPlaceOfProgram {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** A file with the certificate of the authority behind the tester's own, for TLS. */
  readonly cafile?: string;
}

/** A broker for one run, and the tester between it and the program. */
export interface Testbed {
  readonly place: ListenPlaceOfProgram;
  /** For the tester's own connection to the broker. It changes when the broker forgets. */
  readonly broker: () => ConnectionSettings;
  /** Cuts all connections of programs, and takes no new ones for a time. */
  readonly restart: (downMs: number, forgets: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface TestbedSettings {
  readonly transport: ExerciseTransport;
  readonly listen: { readonly host: string; readonly port: number };
  readonly onEvent: (event: TraceEvent) => void;
}

const LOOPBACK = '127.0.0.1';
const PATIENCE_MS = 5000;

/** Opens a broker of its own, behind a proxy that sees every packet. Throws a Failure if the port can't be had. */
export async function openTestbed({ transport, listen, onEvent }: TestbedSettings): Promise<Testbed> {
  const isWebSocket = transport === 'ws';
  let own = await openOwnBroker(isWebSocket);
  let isForgetting = false;
  const proxy = await openFront(listen, {
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
  const { host } = listen;
  return {
    place: { host, port: proxy.port, url: `${transport}://${urlHost(host)}:${proxy.port}` },
    broker: () => settingsFor(own.port),
    restart: async (downMs, forgets) => {
      isForgetting = forgets;
      await proxy.restart(downMs);
    },
    close: async () => {
      await proxy.close();
      await own.broker.close();
    },
  };
}

function settingsFor(port: number): ConnectionSettings {
  return plainSettings({ protocol: 'mqtt', host: LOOPBACK, port, path: '/' }, PATIENCE_MS);
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
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

type FrontSettings = Omit<Parameters<typeof openProxy>[0], 'host' | 'port'>;

async function openFront(listen: TestbedSettings['listen'], settings: FrontSettings): Promise<StreamProxy> {
  try {
    return await openProxy({ ...listen, ...settings });
  } catch (cause) {
    throw await listenFailure(cause, { ...listen, transport: 'tcp' });
  }
}
