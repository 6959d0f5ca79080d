import { usageFailure } from '../failure.ts';
import type { ConnectionSettings, MqttSnSettings, Protocol } from '../mqtt/settings.ts';
import type { MqttVersion } from '../mqtt-protocol/version.ts';
import { ReadError, type Reader, readDuration, readInteger } from '../text/reader.ts';
import type { Settings } from './option.ts';
import { predefinedOption, predefinedTopics } from './predefined.ts';
import { defaulted, optional } from './values.ts';

const readPositive: Reader<number> = (text) => {
  const ms = readDuration(text);
  if (ms < 10) throw new ReadError('use 10ms or more');
  return ms;
};

/** Repetition of lost datagrams (MQTT-SN 1.2 §7.2), and the topics that need no registration. */
export const mqttSnOptions = {
  'retry-interval': defaulted(
    {
      group: 'MQTT-SN',
      takes: 'TIME',
      default: '10s',
      describe: 'wait for an answer before a retransmission',
    },
    readPositive,
  ),
  retries: defaulted(
    { group: 'MQTT-SN', takes: 'N', default: '3', describe: 'retransmissions before giving up' },
    readInteger(0, 100),
  ),
  predefined: predefinedOption,
} as const;

/** The sleep duration and a retry interval fill 16 bits of seconds at most. */
const MAX_SLEEP_MS = 12 * 3_600_000;

const readSleep: Reader<number> = (text) => {
  const ms = readDuration(text);
  if (ms < 1000 || ms > MAX_SLEEP_MS) throw new ReadError('use 1s to 12h');
  return ms;
};

export const sleepOption = optional(
  {
    group: 'MQTT-SN',
    takes: 'TIME',
    shown: 'stays awake',
    describe: 'sleep, and wake so often for the messages that waited',
  },
  readSleep,
);

/** A connection that sleeps. Throws a usage failure for a protocol without sleep. */
export function withSleep(connection: ConnectionSettings, sleepMs: number | undefined): ConnectionSettings {
  if (sleepMs === undefined) return connection;
  if (connection.endpoint.protocol !== 'mqtt-sn') throw usageFailure('--sleep needs an mqtt-sn:// URL');
  return { ...connection, mqttSn: { ...connection.mqttSn, sleepMs } };
}

/** In characters (MQTT-SN 1.2 §5.3.1). */
const MAX_CLIENT_ID = 23;

interface RelatedOptions extends Settings<typeof mqttSnOptions> {
  readonly qos: number;
  readonly id: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly 'password-file': string | undefined;
  readonly 'mqtt-version': MqttVersion;
}

/** The settings of MQTT-SN. Throws a usage failure for options without a place in MQTT-SN 1.2, and for options of MQTT-SN with MQTT. */
export function mqttSnSettings(options: RelatedOptions, protocol: Protocol): MqttSnSettings {
  const unconnected = options.qos === -1;
  if (protocol === 'mqtt-sn') refuseWhatHasNoRoom(options);
  else if (unconnected) throw usageFailure('--qos -1 is MQTT-SN: it needs an mqtt-sn:// URL');
  return {
    retryIntervalMs: options['retry-interval'],
    retries: options.retries,
    predefined: predefinedTopics(options.predefined),
    unconnected,
  };
}

function refuseWhatHasNoRoom(options: RelatedOptions): void {
  const { id, username, password } = options;
  if (username !== undefined || password !== undefined || options['password-file'] !== undefined) {
    throw usageFailure('MQTT-SN has no user name and no password: give them to the gateway instead');
  }
  if (options['mqtt-version'] === 5) {
    throw usageFailure('--mqtt-version: MQTT-SN has a version of its own, 1.2');
  }
  if (id !== undefined && (id === '' || [...id].length > MAX_CLIENT_ID)) {
    throw usageFailure(`--id '${id}': MQTT-SN needs a client id of 1 to ${MAX_CLIENT_ID} characters`);
  }
}
