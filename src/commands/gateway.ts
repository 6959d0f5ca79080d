import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { type Context, command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import { endpointOptions } from '../options/broker.ts';
import { connectionOptions, connectionSettings } from '../options/connection.ts';
import { credentialOptions } from '../options/credentials.ts';
import { embeddedOptions } from '../options/embedded.ts';
import { readListenAddress } from '../options/listen-address.ts';
import { mqttSnOptions } from '../options/mqtt-sn.ts';
import { defaultSettings, type Settings } from '../options/option.ts';
import { outputOptions } from '../options/output.ts';
import { predefinedTopics } from '../options/predefined.ts';
import { clientTlsOptions } from '../options/tls.ts';
import { defaulted, flag, optional } from '../options/values.ts';
import { type BridgingSettings, bridging } from '../services/bridging.ts';
import { openGatewayView } from '../sinks/screen/views/gateway.ts';
import { readDuration, readInteger } from '../text/reader.ts';
import { openScreen } from './open-sinks.ts';
import { warnOfOpenDoor } from './warn-of-open-door.ts';

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
    { group: 'Server', takes: 'N', default: '1', describe: 'id of this gateway in ADVERTISE and GWINFO' },
    readInteger(0, 255),
  ),
  advertise: defaulted(
    {
      group: 'Server',
      takes: 'TIME',
      default: '15m',
      describe: 'how often to broadcast ADVERTISE; 0: never',
    },
    readDuration,
  ),
  ...mqttSnOptions,
  predefined: { ...mqttSnOptions.predefined, group: 'Server' },
  'max-clients': defaulted(
    { group: 'Server', takes: 'N', default: '2000', describe: 'reject further clients with "congestion"' },
    readInteger(1, 1_000_000),
  ),
  'max-clients-per-host': optional(
    {
      group: 'Server',
      takes: 'N',
      describe: 'of them at one IP address (default: half of --max-clients, at least 10)',
    },
    readInteger(1, 1_000_000),
  ),
  roaming: flag({
    group: 'Server',
    describe: 'let a sleeping client come back from another host',
  }),
  'max-buffered': defaulted(
    {
      group: 'Server',
      takes: 'N',
      default: '1000',
      describe: 'messages held for a sleeping or slow client',
      more: 'Beyond that the oldest of QoS 0 are dropped.',
    },
    readInteger(1, 1_000_000),
  ),
  ...endpointOptions,
  ...embeddedOptions,
  url: {
    ...endpointOptions.url,
    group: 'Server',
    more: 'PROTOCOL is mqtt, mqtts, ws or wss. Several URLs are the nodes of a cluster.',
  },
  'mqtt-version': connectionOptions['mqtt-version'],
  ...credentialOptions,
  ...clientTlsOptions,
  ...outputOptions,
  verbose: flag({ group: 'Output', alias: 'v', describe: 'show every MQTT-SN message in words' }),
} as const;

export const gateway = command({
  describe: 'Bridges MQTT-SN 1.2 clients (UDP) to an MQTT broker. Without a broker, it runs one.',
  details: ['Each client has an MQTT connection of its own.'],
  options,
  examples: [
    ['gateway -v', 'a complete MQTT-SN lab: gateway, broker and every message in words'],
    ['gateway --listen 0.0.0.0:1884 --url mqtt://broker.example', 'boards of the network to a broker'],
    ['gateway --predefined 1=BUILDING/P_1/N/1/TEMP', 'a topic without REGISTER'],
  ],
  run: async (settings, context) => {
    keepYoungGenerationSmall();
    const isVerbose = settings.verbose;
    const sink = openScreen(settings, context, { isVerbose }, { gateway: openGatewayView });
    warnOfOpenDoor(
      settings.listen.host,
      'read and publish all that the gateway can: MQTT-SN has no passwords',
      sink,
    );
    try {
      await bridging(bridgingSettings(settings, context), sink);
      return EXIT.done;
    } finally {
      await sink.end();
    }
  },
});

/**
 * A burst of connections makes V8 grow the space of young objects to 48 MB, and V8 keeps that size. A gateway has few and
 * small objects: with a thousand clients the flag halves its memory, at no measurable cost of speed.
 */
function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** The clients of a host, at least, unless the user says otherwise. */
const MIN_PER_HOST = 10;

type GatewayOptions = Settings<typeof options>;

function bridgingSettings(settings: GatewayOptions, { signal, now }: Context): BridgingSettings {
  return {
    listen: settings.listen,
    gateway: {
      gatewayId: settings['gateway-id'],
      predefined: predefinedTopics(settings.predefined),
      retryIntervalMs: settings['retry-interval'],
      retries: settings.retries,
      advertiseMs: settings.advertise || undefined,
      maxClients: settings['max-clients'],
      maxClientsPerHost:
        settings['max-clients-per-host'] ?? Math.max(MIN_PER_HOST, Math.ceil(settings['max-clients'] / 2)),
      isRoaming: settings.roaming,
      maxBuffered: settings['max-buffered'],
      anonymousClientId: `bsim-gw-${randomBytes(6).toString('hex')}`,
    },
    broker: brokerSettings(settings),
    signal,
    now,
  };
}

function brokerSettings(settings: GatewayOptions): ConnectionSettings {
  if (settings.url?.[0]?.protocol === 'mqtt-sn') {
    throw usageFailure('--url is the MQTT broker behind the gateway: use mqtt, mqtts, ws or wss');
  }
  if (settings['mqtt-version'] === 5) throw usageFailure('--mqtt-version: the gateway speaks 3.1 and 3.1.1');
  return connectionSettings({ ...defaultSettings(connectionOptions), ...settings }, 'gateway', true);
}
