import { usageFailure } from '../failure.ts';
import type { Endpoint } from '../mqtt/settings.ts';
import { ReadError, readDuration, readInteger } from '../text/reader.ts';
import { BARE_HOST, DEFAULT_PORTS, type ParsedUrl, readUrls } from './broker-url.ts';
import type { Settings } from './option.ts';
import { defaulted, optional, repeated } from './values.ts';

export const URL_SHAPE = 'PROTOCOL://[USER[:PASSWORD]@]HOST[:PORT][/PATH]';

/** The broker's address, and the time limit of one attempt to connect. */
export const endpointOptions = {
  url: {
    ...repeated(
      {
        group: 'Connection',
        alias: 'L',
        takes: 'URL',
        shown: 'mqtt://localhost:1883',
        describe: 'the broker',
        more: `${URL_SHAPE} with mqtt, mqtts, ws, wss or mqtt-sn; several for the nodes of a cluster. The path of mqtt is a topic.`,
      },
      readUrls,
    ),
    parse: (texts: readonly string[]) => texts.flatMap(readUrls),
    // Even a wrong URL may carry a password: only a text without @ is shown.
    mask: (text: string) => (/^[a-z-]+:\/\/[^@]*$/i.test(text) || BARE_HOST.test(text) ? text : '…'),
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
        describe: 'address of the broker, to find or to run, if no broker is named',
      },
      readInteger(1, 65_535),
    ),
    hidden: true,
  },
  'connect-timeout': defaulted(
    {
      group: 'Connection',
      takes: 'TIME',
      default: '10s',
      describe: 'time limit of one attempt to connect',
    },
    readPositiveDuration,
  ),
} as const;

/** The address of the broker to connect to. */
export interface BrokerPlace {
  readonly endpoint: Endpoint;
  /** Other nodes of the same cluster. */
  readonly otherEndpoints: readonly Endpoint[];
  /** True if the user named the broker. */
  readonly named: boolean;
  /** The first URL. It may carry a user and a password. */
  readonly url: ParsedUrl | undefined;
}

/** The broker in the options. Throws a usage failure for contradictory options. */
export function brokerPlace(options: Settings<typeof endpointOptions>): BrokerPlace {
  const { host, port } = options;
  const [url, ...others] = options.url;
  if (others.length > 0 && (host !== undefined || port !== undefined)) {
    throw usageFailure('--host and --port go with one --url, not with several');
  }
  checkCluster(url, others);
  const named = url !== undefined || host !== undefined || port !== undefined;
  return {
    endpoint: endpointOf(url, host, port ?? (named ? undefined : options['default-port'])),
    otherEndpoints: others.map((other) => endpointOf(other, undefined, undefined)),
    named,
    url,
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

function readHost(text: string): string {
  if (text.includes('://')) throw new ReadError('use a host name or an address; a URL goes with --url');
  const [, name, port] = /^([\w.-]+):(\d+)$/.exec(text) ?? [];
  if (name !== undefined) throw new ReadError(`use --host ${name} --port ${port}`);
  const host = text.replace(/^\[(.*)\]$/, '$1');
  if (host === '' || /[\s/@?#]/.test(host)) throw new ReadError('use a host name or an address');
  return host;
}

function readPositiveDuration(text: string): number {
  const ms = readDuration(text);
  if (ms <= 0) throw new ReadError('use more than 0');
  return ms;
}
