import { usageFailure } from '../failure.ts';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import { controlCharacterFault } from '../mqtt-protocol/string.ts';
import { topicFilterFault, topicNameFault } from '../mqtt-protocol/topic.ts';
import type { MqttVersion } from '../mqtt-protocol/version.ts';
import { ReadError, type Reader, readDuration, readInteger, readText } from '../text/reader.ts';
import { brokerPlace, endpointOptions } from './broker.ts';
import { credentialOptions, credentialsOf } from './credentials.ts';
import { embeddedOptions, mayEmbed } from './embedded.ts';
import { mqttSnOptions, mqttSnSettings } from './mqtt-sn.ts';
import type { Settings } from './option.ts';
import { clientTlsOptions, tlsSettings } from './tls.ts';
import { defaulted, flag, optional } from './values.ts';
import { willOf, willOptions } from './will.ts';

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
  if (version === undefined) throw new ReadError('use 3.1, 3.1.1 or 5');
  return version;
};

const readQos: Reader<Qos | -1> = (text) => readInteger(-1, 2)(text) as Qos | -1;

const readPrefix: Reader<string> = (text) => {
  const fault = topicNameFault(text) ?? topicFilterFault(text) ?? controlCharacterFault(text);
  if (fault || text.endsWith('/')) throw new ReadError(fault ?? 'leave out the / at its end');
  return text;
};

/** The levels of a filter: `MIOT/+` is every prefix of two levels below MIOT. */
const readPrefixFilter: Reader<string> = (text) => {
  if (text.split('/').includes('#'))
    throw new ReadError('use + for each level that may differ, such as MIOT/+');
  const fault = topicFilterFault(text) ?? controlCharacterFault(text);
  if (fault || text.endsWith('/')) throw new ReadError(fault ?? 'leave out the / at its end');
  return text;
};

const prefix = { group: 'Connection', takes: 'LEVELS' } as const;

export const prefixOption = optional(
  { ...prefix, describe: 'topic levels in front of the building, such as MIOT/jane' },
  readPrefix,
);

/** For commands that only listen. */
export const prefixFilterOption = optional(
  { ...prefix, describe: 'topic levels in front of the building, such as MIOT/jane or MIOT/+' },
  readPrefixFilter,
);

export const connectionOptions = {
  ...endpointOptions,
  ...embeddedOptions,
  'mqtt-version': defaulted(
    {
      group: 'Connection',
      alias: 'V',
      takes: 'V',
      default: '3.1.1',
      choices: ['3.1', '3.1.1', '5'],
      describe: 'MQTT 3.1, 3.1.1 or 5',
    },
    readVersion,
  ),
  id: optional(
    { group: 'Connection', alias: 'i', takes: 'ID', shown: 'a unique one', describe: 'client id' },
    readText,
  ),
  'id-prefix': optional(
    {
      group: 'Connection',
      alias: 'I',
      takes: 'TEXT',
      describe: 'beginning of the client id; the process id follows',
    },
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
      choices: ['0', '1', '2'],
      describe: 'quality of service: 0, 1 or 2; -1 with MQTT-SN',
    },
    readQos,
  ),
  prefix: prefixOption,
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
  ...credentialOptions,
  ...clientTlsOptions,
  ...willOptions,
  ...mqttSnOptions,
} as const;

/** The commands that take the topic of a URL such as `mqtt://host/lab/temp`, as mosquitto's clients do. */
const WITH_TOPIC = ['publish', 'watch', 'alarm'];

type ConnectionOptions = Settings<typeof connectionOptions>;

/**
 * Checks the options of a command against each other, and reads the files of certificates and passwords. With
 * `embedsUnasked` the command runs a broker unless --no-embedded forbids it. Throws usage failures.
 */
export function connectionSettings(
  options: ConnectionOptions,
  command: string,
  embedsUnasked = false,
): ConnectionSettings {
  const { url, named, ...place } = brokerPlace(options);
  const mqttSn = mqttSnSettings(
    { ...options, username: options.username ?? url?.username },
    place.endpoint.protocol,
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
  const prefixOfId = options['id-prefix'];
  if (prefixOfId !== undefined && options.id !== undefined)
    throw usageFailure('--id and --id-prefix both name the client: leave one of them out');
  if (url?.topic !== undefined && !WITH_TOPIC.includes(command))
    throw usageFailure(`--url: ${command} takes no topic: leave out /${url.topic}`);
  const will = willOf(options);
  return {
    ...place,
    mayHost: !named && mayEmbed(options, embedsUnasked),
    command,
    keptByBroker: [...(will ? ['the will'] : []), ...(clean ? [] : ['the session'])],
    mqttVersion,
    clientId: prefixOfId === undefined ? options.id : `${prefixOfId}${process.pid}`,
    keepaliveS: options.keepalive,
    clean,
    sessionExpiryS: options['session-expiry'],
    ...credentialsOf(options, url, mqttVersion),
    tls: tlsSettings(options, place.endpoint),
    will,
    connectTimeoutMs: options['connect-timeout'],
    waitMs: options.wait,
    giveUpMs: options['give-up'] ?? Number.POSITIVE_INFINITY,
    mqttSn,
  };
}
