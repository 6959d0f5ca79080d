import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { type Context, command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import { createDialer } from '../mqtt/dial.ts';
import { type ConnectionSettings, formatEndpoint } from '../mqtt/settings.ts';
import type { GatewayEvent } from '../mqtt-sn/gateway/event.ts';
import { type GatewayServer, serveGateway } from '../mqtt-sn/link/gateway-server.ts';
import { createMqttBroker } from '../mqtt-sn/relay/mqtt-broker.ts';
import { endpointOptions, URL_SHAPE } from '../options/broker.ts';
import { connectionOptions, connectionSettings } from '../options/connection.ts';
import { credentialOptions } from '../options/credentials.ts';
import { readListenAddress } from '../options/listen-address.ts';
import { mqttSnOptions } from '../options/mqtt-sn.ts';
import { defaultSettings, type Settings } from '../options/option.ts';
import { outputOptions, outputSettings } from '../options/output.ts';
import { predefinedTopics } from '../options/predefined.ts';
import { clientTlsOptions } from '../options/tls.ts';
import { defaulted, flag } from '../options/values.ts';
import { listenFailure } from '../services/listen-failure.ts';
import { createStop } from '../services/stop.ts';
import { createPrinter } from '../sinks/screen/printer.ts';
import { createScreen, type Screen } from '../sinks/screen/screen.ts';
import { escapeControl } from '../text/escape.ts';
import { readDuration, readInteger } from '../text/reader.ts';
import { VERSION } from '../version.ts';
import { EVENT_VIEW, eventWords } from './gateway/event-view.ts';

const options = {
  listen: defaulted(
    {
      group: 'Server',
      takes: '[HOST:]PORT',
      default: '127.0.0.1:1884',
      describe: 'UDP address to listen on',
    },
    readListenAddress('127.0.0.1'),
  ),
  'gateway-id': defaulted(
    { group: 'MQTT-SN', takes: 'N', default: '1', describe: 'the id by which the gateway calls itself' },
    readInteger(0, 255),
  ),
  advertise: defaulted(
    {
      group: 'MQTT-SN',
      takes: 'TIME',
      default: '15m',
      describe: 'how often to broadcast ADVERTISE; 0: never',
    },
    readDuration,
  ),
  ...mqttSnOptions,
  'max-clients': defaulted(
    { group: 'Server', takes: 'N', default: '2000', describe: 'clients beyond this many meet "congestion"' },
    readInteger(1, 1_000_000),
  ),
  'max-buffered': defaulted(
    {
      group: 'Server',
      takes: 'N',
      default: '1000',
      describe:
        'messages held for a client that sleeps or is slow; beyond them the oldest of QoS 0 are dropped',
    },
    readInteger(1, 1_000_000),
  ),
  ...endpointOptions,
  url: {
    ...endpointOptions.url,
    describe: `the broker: ${URL_SHAPE} with mqtt, mqtts, ws or wss; several for the nodes of a cluster`,
  },
  'mqtt-version': connectionOptions['mqtt-version'],
  ...credentialOptions,
  ...clientTlsOptions,
  ...outputOptions,
  verbose: flag({ group: 'Output', alias: 'v', describe: 'show every MQTT-SN message in words' }),
} as const;

export const gateway = command({
  describe:
    'Bridges MQTT-SN 1.2 clients (UDP) to an MQTT broker, with one MQTT connection for each client. Without a broker, it runs one.',
  options,
  examples: [
    ['gateway -v', 'a complete MQTT-SN lab: gateway, broker and every message in words'],
    ['gateway --listen 0.0.0.0:1884 --url mqtt://broker.example', 'boards of the network to a broker'],
    ['gateway --predefined 1=BUILDING/P_1/N/1/TEMP', 'a topic that needs no REGISTER'],
  ],
  run: async (settings, context) => {
    keepYoungGenerationSmall();
    const screen = createScreen(context, outputSettings(settings));
    const broker = brokerSettings(settings);
    const host = await ownBroker(broker, screen);
    try {
      return await serve(settings, context, screen, broker, host.revive);
    } finally {
      await host.close();
      screen.flush();
    }
  },
});

/**
 * A burst of connections makes V8 grow the space for young objects to 48 MB, which it then keeps. A gateway's objects
 * are small and few: with a thousand clients this halves what it needs, and costs no measurable speed.
 */
function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

type GatewayOptions = Settings<typeof options>;

async function serve(
  settings: GatewayOptions,
  context: Context,
  screen: Screen,
  broker: ConnectionSettings,
  revive: () => void,
): Promise<ExitCode> {
  const tell = teller(settings, context, screen);
  const counts = { received: 0, sent: 0, malformed: 0, dropped: 0 };
  const server = await open({
    host: settings.listen.host,
    port: settings.listen.port,
    gateway: {
      gatewayId: settings['gateway-id'],
      predefined: predefinedTopics(settings.predefined),
      retryIntervalMs: settings['retry-interval'],
      retries: settings.retries,
      advertiseMs: settings.advertise || undefined,
      maxClients: settings['max-clients'],
      maxBuffered: settings['max-buffered'],
      anonymousClientId: `bsim-gw-${randomBytes(6).toString('hex')}`,
    },
    broker: createMqttBroker({
      dial: await createDialer(broker),
      mqttVersion: broker.mqttVersion === 3 ? 3 : 4,
      username: broker.username,
      password: broker.password,
      connectTimeoutMs: broker.connectTimeoutMs,
    }),
    report: (event) => {
      if (event.kind in counts) counts[event.kind as keyof typeof counts]++;
      if (event.kind === 'refused' || (event.kind === 'client' && event.change === 'lost the broker'))
        revive();
      tell(event);
    },
  });
  const id = settings['gateway-id'];
  const host = server.host.includes(':') ? `[${server.host}]` : server.host;
  screen.note(
    `MQTT-SN gateway ${id} listens on udp://${host}:${server.port}, for ${formatEndpoint(broker.endpoint)}`,
  );
  await createStop({ signal: context.signal }).reason;
  await server.close();
  const { received, sent, malformed, dropped } = counts;
  screen.note(
    `${received} messages received, ${sent} sent; ${malformed} datagrams malformed, ${dropped} messages dropped`,
  );
  return EXIT.done;
}

const MAX_REASONS = 20;

/** With `-v` every event is a result; without it only what is wrong is told, each reason once. */
function teller(settings: GatewayOptions, { now }: Context, screen: Screen): (event: GatewayEvent) => void {
  if (settings.verbose) {
    const report = createPrinter(outputSettings(settings).format, EVENT_VIEW, screen);
    return (event) => report({ event, at: now() });
  }
  const told = new Set<string>();
  return (event) => {
    if (event.kind !== 'refused' && event.kind !== 'dropped' && event.kind !== 'anonymous') return;
    const reason = event.kind === 'dropped' ? event.why : event.reason;
    if (told.has(reason) || told.size >= MAX_REASONS) return;
    told.add(reason);
    screen.warn(`${escapeControl(eventWords(event))} (said once; -v shows every one)`);
  };
}

async function open(settings: Parameters<typeof serveGateway>[0]): Promise<GatewayServer> {
  try {
    return await serveGateway(settings);
  } catch (cause) {
    throw listenFailure(cause, settings.host, settings.port);
  }
}

function brokerSettings(settings: GatewayOptions): ConnectionSettings {
  if (settings.url?.[0]?.protocol === 'mqtt-sn') {
    throw usageFailure('--url is the MQTT broker behind the gateway: use mqtt, mqtts, ws or wss');
  }
  if (settings['mqtt-version'] === 5) throw usageFailure('--mqtt-version: the gateway speaks 3.1 and 3.1.1');
  return connectionSettings({ ...defaultSettings(connectionOptions), ...settings });
}

/** Where no broker was named and none is there, this process runs one. */
async function ownBroker(settings: ConnectionSettings, screen: Screen) {
  if (settings.named) return { revive: () => {}, close: async () => {} };
  const { createBrokerHost } = await import('../broker/broker-host.ts');
  const carrier = createBrokerHost({ port: settings.endpoint.port, broker: { version: VERSION } });
  const tryHost = async (): Promise<void> => {
    if (carrier.hosting || (await carrier.tryHost()) !== 'hosting') return;
    screen.note(`no broker on ${formatEndpoint(settings.endpoint)}: this process now runs one`);
  };
  await tryHost();
  return { revive: () => void tryHost(), close: () => carrier.close() };
}
