import { readFileSync } from 'node:fs';
import { topicFilterFault, topicNameFault } from '../building/filter.ts';
import { usageFailure } from '../failure.ts';
import type { ConnectionSettings, Endpoint, MqttVersion, TlsSettings, Will } from '../mqtt/settings.ts';
import type { Qos } from '../session.ts';
import { DEFAULT_PORTS, type ParsedUrl, readUrls } from './broker-url.ts';
import { readTopicName } from './message.ts';
import { mqttSnOptions, mqttSnSettings } from './mqtt-sn.ts';
import { OptionError, type Settings } from './option.ts';
import {
  defaulted,
  flag,
  optional,
  type Reader,
  readDuration,
  readInteger,
  readText,
  repeated,
} from './values.ts';

const VERSIONS: Readonly<Record<string, MqttVersion>> = {
  '3.1': 3,
  '31': 3,
  '3': 3,
  mqttv31: 3,
  '3.1.1': 4,
  '311': 4,
  '4': 4,
  mqttv311: 4,
  '5': 5,
  '5.0': 5,
  mqttv5: 5,
};

const readVersion: Reader<MqttVersion> = (text) => {
  const version = VERSIONS[text.toLowerCase()];
  if (version === undefined) throw new OptionError('use 3.1, 3.1.1 or 5');
  return version;
};

const readWillQos: Reader<Qos> = (text) => readInteger(0, 2)(text) as Qos;

const readQos: Reader<Qos | -1> = (text) => readInteger(-1, 2)(text) as Qos | -1;

const readPrefix: Reader<string> = (text) => {
  const fault = topicNameFault(text) ?? topicFilterFault(text);
  if (fault || text.endsWith('/')) throw new OptionError(fault ?? 'leave out the / at its end');
  return text;
};

export const prefixOption = optional(
  {
    group: 'Connection',
    takes: 'LEVELS',
    describe: 'topic levels in front of the building, such as MIOT/jane',
  },
  readPrefix,
);

export const connectionOptions = {
  url: {
    ...repeated(
      {
        group: 'Connection',
        alias: 'L',
        takes: 'URL',
        shown: 'mqtt://localhost:1883',
        describe:
          'broker: mqtt, mqtts, ws, wss or mqtt-sn ://[user[:password]@]host[:port][/path]; several for the nodes of a cluster',
      },
      readUrls,
    ),
    parse: (texts: readonly string[]) => texts.flatMap(readUrls),
    // Even a wrong URL may carry a password, in front of its last @.
    mask: (text: string) => text.replace(/^.*@/s, '…@'),
  },
  host: optional(
    { group: 'Connection', alias: 'h', takes: 'HOST', describe: "host, instead of the URL's" },
    readHost,
  ),
  port: optional(
    { group: 'Connection', alias: 'p', takes: 'PORT', describe: "port, instead of the URL's" },
    readInteger(1, 65_535),
  ),
  'default-port': {
    ...defaulted(
      {
        group: 'Connection',
        takes: 'PORT',
        default: String(DEFAULT_PORTS.mqtt),
        describe: 'where commands look for a broker, and run one, if none is named',
      },
      readInteger(1, 65_535),
    ),
    hidden: true,
  },
  'mqtt-version': defaulted(
    { group: 'Connection', alias: 'V', takes: 'V', default: '3.1.1', describe: 'MQTT 3.1, 3.1.1 or 5' },
    readVersion,
  ),
  id: optional(
    { group: 'Connection', alias: 'i', takes: 'ID', shown: 'a unique one', describe: 'client id' },
    readText,
  ),
  keepalive: defaulted(
    { group: 'Connection', alias: 'k', takes: 'S', default: '60', describe: 'keep-alive, in seconds' },
    readInteger(0, 65_535),
  ),
  'disable-clean-session': flag({
    group: 'Connection',
    alias: 'c',
    describe: 'have the broker keep the session (needs --id)',
  }),
  'no-clean': flag({ group: 'Connection', describe: 'the same as --disable-clean-session' }),
  'session-expiry': optional(
    { group: 'Connection', alias: 'x', takes: 'S', describe: 'MQTT 5: seconds the broker keeps the session' },
    readInteger(0, 0xffff_ffff),
  ),
  qos: defaulted(
    {
      group: 'Connection',
      alias: 'q',
      takes: 'QOS',
      default: '0',
      describe: 'quality of service: 0, 1 or 2; -1 with MQTT-SN',
    },
    readQos,
  ),
  prefix: prefixOption,
  'connect-timeout': defaulted(
    {
      group: 'Connection',
      takes: 'TIME',
      default: '10s',
      describe: 'how long one attempt to connect may take',
    },
    readPositiveDuration,
  ),
  wait: defaulted(
    {
      group: 'Connection',
      takes: 'TIME',
      default: '0',
      describe: 'how long to try for the first connection',
    },
    readDuration,
  ),
  'give-up': optional(
    {
      group: 'Connection',
      takes: 'TIME',
      shown: 'never',
      describe: 'how long to try again after a lost connection',
    },
    readDuration,
  ),
  username: optional({ group: 'Security', alias: 'u', takes: 'NAME', describe: 'user name' }, readText),
  password: {
    ...optional(
      {
        group: 'Security',
        alias: 'P',
        takes: 'PASSWORD',
        describe: 'password; better from the environment or a file',
      },
      readText,
    ),
    mask: () => '…',
  },
  'password-file': optional(
    { group: 'Security', takes: 'FILE', describe: 'file whose first line is the password' },
    readText,
  ),
  cafile: optional({ group: 'Security', takes: 'FILE', describe: 'certificates to trust (PEM)' }, readText),
  cert: optional(
    { group: 'Security', takes: 'FILE', describe: 'certificate of this client (PEM)' },
    readText,
  ),
  key: optional(
    { group: 'Security', takes: 'FILE', describe: 'private key of that certificate (PEM)' },
    readText,
  ),
  insecure: flag({ group: 'Security', describe: "don't check the broker's certificate or host name" }),
  'will-topic': optional(
    { group: 'Will', takes: 'TOPIC', describe: 'topic of the last will' },
    readTopicName,
  ),
  'will-payload': optional({ group: 'Will', takes: 'TEXT', describe: 'payload of the last will' }, readText),
  'will-qos': optional(
    { group: 'Will', takes: 'QOS', shown: '0', describe: 'QoS of the last will' },
    readWillQos,
  ),
  'will-retain': flag({ group: 'Will', describe: 'retain the last will' }),
  ...mqttSnOptions,
} as const;

type ConnectionOptions = Settings<typeof connectionOptions>;

/** Checks the options against each other and reads the files they name. Throws usage failures. */
export function connectionSettings(options: ConnectionOptions): ConnectionSettings {
  const { host, port } = options;
  const [url, ...otherUrls] = options.url;
  if (otherUrls.length > 0 && (host !== undefined || port !== undefined)) {
    throw usageFailure('--host and --port go with one --url, not with several');
  }
  const otherEndpoints = otherUrls.map((other) => endpointOf(other, undefined, undefined));
  checkCluster(url, otherUrls);
  const named = url !== undefined || host !== undefined || port !== undefined;
  const endpoint = endpointOf(url, host, port ?? (named ? undefined : options['default-port']));
  const mqttSn = mqttSnSettings(
    { ...options, username: options.username ?? url?.username },
    endpoint.protocol,
  );
  const clean = !(options['disable-clean-session'] || options['no-clean']);
  const mqttVersion = options['mqtt-version'];
  if (!clean && options.id === undefined) {
    throw usageFailure('--disable-clean-session needs --id, by which the broker knows the session again');
  }
  if (options['session-expiry'] !== undefined && mqttVersion !== 5) {
    throw usageFailure('--session-expiry needs --mqtt-version 5');
  }
  if (!clean && options.id === '') {
    throw usageFailure("--id '': a session can only be kept under an id [MQTT-3.1.3-7]");
  }
  if (options.id === '' && mqttVersion === 3) {
    throw usageFailure("--id '': MQTT 3.1 needs a client id of 1 to 23 characters");
  }
  return {
    endpoint,
    otherEndpoints,
    named,
    mqttVersion,
    clientId: options.id,
    keepaliveS: options.keepalive,
    clean,
    sessionExpiryS: options['session-expiry'],
    ...credentials(options, url),
    tls: tlsSettings(options, endpoint),
    will: will(options),
    connectTimeoutMs: options['connect-timeout'],
    waitMs: options.wait,
    giveUpMs: options['give-up'] ?? Number.POSITIVE_INFINITY,
    mqttSn,
  };
}

function endpointOf(
  url: ParsedUrl | undefined,
  host: string | undefined,
  port: number | undefined,
): Endpoint {
  const protocol = url?.protocol ?? 'mqtt';
  return {
    protocol,
    host: host ?? url?.host ?? 'localhost',
    port: port ?? url?.port ?? DEFAULT_PORTS[protocol],
    path: url?.path ?? '/',
  };
}

/** mqtt.js changes host and port from node to node, nothing else. */
function checkCluster(url: ParsedUrl | undefined, others: readonly ParsedUrl[]): void {
  const differs = others.find(({ protocol, path }) => protocol !== url?.protocol || path !== url?.path);
  if (differs || (others.length > 0 && url?.protocol === 'mqtt-sn')) {
    throw usageFailure('--url: the nodes of a cluster need the same protocol (not mqtt-sn) and path');
  }
}

function credentials(
  options: ConnectionOptions,
  url: ParsedUrl | undefined,
): Pick<ConnectionSettings, 'username' | 'password'> {
  const file = options['password-file'];
  const username = options.username ?? url?.username;
  const password =
    options.password ??
    (file === undefined
      ? url?.password
      : readFile('--password-file', file).toString('utf8').split(/\r?\n/, 1)[0]);
  // [MQTT-3.1.2-22]: a password without a user name is not allowed in 3.x.
  if (password !== undefined && username === undefined && options['mqtt-version'] !== 5) {
    throw usageFailure('--password needs --username (MQTT 3.1.1 §3.1.2.9)');
  }
  return { username, password };
}

function tlsSettings(options: ConnectionOptions, { protocol }: Endpoint): TlsSettings {
  const { cafile, cert, key, insecure } = options;
  const given = Object.entries({ cafile, cert, key, insecure }).find(
    ([, value]) => value !== undefined && value !== false,
  );
  if (given && protocol !== 'mqtts' && protocol !== 'wss') {
    throw usageFailure(`--${given[0]} needs a broker URL with TLS: mqtts:// or wss://`);
  }
  if ((cert === undefined) !== (key === undefined)) throw usageFailure('--cert and --key go together');
  return {
    ca: cafile === undefined ? undefined : readFile('--cafile', cafile),
    cert: cert === undefined ? undefined : readFile('--cert', cert),
    key: key === undefined ? undefined : readFile('--key', key),
    insecure,
  };
}

function will(options: ConnectionOptions): Will | undefined {
  const topic = options['will-topic'];
  if (topic === undefined) {
    if (
      options['will-payload'] !== undefined ||
      options['will-qos'] !== undefined ||
      options['will-retain']
    ) {
      throw usageFailure('--will-payload, --will-qos and --will-retain need --will-topic');
    }
    return undefined;
  }
  const payload = Buffer.from(options['will-payload'] ?? '');
  if (payload.length > 65_535)
    throw usageFailure('--will-payload: use at most 65535 bytes (MQTT 3.1.1 §3.1.3.3)');
  return { topic, payload, qos: options['will-qos'] ?? 0, retain: options['will-retain'] };
}

function readFile(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw usageFailure(`${option} '${path}': can't be read: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
    });
  }
}

function readHost(text: string): string {
  const host = text.replace(/^\[(.*)\]$/, '$1');
  if (host === '' || /[\s/@?#]/.test(host)) throw new OptionError('use a host name or an address');
  return host;
}

function readPositiveDuration(text: string): number {
  const ms = readDuration(text);
  if (ms <= 0) throw new OptionError('use more than 0');
  return ms;
}
