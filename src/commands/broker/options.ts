import { outputOptions } from '../../options/output.ts';
import { defaulted, flag, optional, repeated } from '../../options/values.ts';
import { ReadError, readDuration, readInteger, readText } from '../../text/reader.ts';

const readPort = readInteger(0, 65_535);

/** An origin as browsers send it: scheme, host and port, without a path (RFC 6454 §7). */
function readOrigin(text: string): string {
  if (text === '*' || text === 'null') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search + url.hash === '')
    return url.origin;
  throw new ReadError('use the origin of a page such as https://example.org or http://lab:8000, null or *');
}

export const brokerOptions = {
  host: defaulted(
    {
      group: 'Server',
      alias: 'h',
      takes: 'ADDRESS',
      default: '127.0.0.1',
      describe: 'address to listen on; 0.0.0.0 is every one',
    },
    readText,
  ),
  port: defaulted(
    { group: 'Server', alias: 'p', takes: 'PORT', default: '1883', describe: 'MQTT; 0 is any free port' },
    readPort,
  ),
  'ws-port': optional({ group: 'Server', takes: 'PORT', describe: 'MQTT over WebSocket' }, readPort),
  'tls-port': optional(
    { group: 'Server', takes: 'PORT', describe: 'MQTT over TLS (needs --cert and --key)' },
    readPort,
  ),
  'wss-port': optional(
    {
      group: 'Server',
      isRare: true,
      takes: 'PORT',
      describe: 'MQTT over secure WebSocket (needs --cert and --key)',
    },
    readPort,
  ),
  'ws-origin': repeated(
    {
      group: 'Server',
      isRare: true,
      takes: 'ORIGIN',
      shown: 'pages of this machine',
      describe:
        'pages from there may use WebSocket: https://example.org, null for files, * for all; repeatable',
    },
    readOrigin,
  ),
  store: optional(
    {
      group: 'Server',
      takes: 'FOLDER',
      shown: 'in memory',
      describe: 'keeps messages and sessions over a restart',
      more: 'It keeps retained messages, kept sessions and wills.',
    },
    readText,
  ),
  'store-sync': optional(
    {
      group: 'Server',
      isRare: true,
      takes: 'TIME',
      shown: 'before the acknowledgement',
      describe: 'with --store: when a message reaches the disk',
      more: 'A power failure may cost the messages of this time, the end of the process costs none.',
    },
    readDuration,
  ),
  'max-connections': optional(
    {
      group: 'Server',
      isRare: true,
      takes: 'N',
      shown: 'no limit',
      describe: 'close connections beyond this many',
    },
    readInteger(1),
  ),
  'max-packet': defaulted(
    {
      group: 'Server',
      isRare: true,
      takes: 'BYTES',
      default: '4194304',
      describe: 'close connections sending a larger packet',
    },
    readInteger(64, 268_435_460),
  ),
  'max-queued': defaulted(
    {
      group: 'Server',
      isRare: true,
      takes: 'N',
      default: '100000',
      describe: 'messages kept for a session; further ones are dropped',
    },
    readInteger(1),
  ),
  'max-queued-bytes': defaulted(
    {
      group: 'Server',
      isRare: true,
      takes: 'BYTES',
      default: '268435456',
      describe: 'bytes queued for all absent clients together; further messages are dropped',
    },
    readInteger(1),
  ),
  'session-expiry-limit': defaulted(
    {
      group: 'Server',
      isRare: true,
      takes: 'TIME',
      default: '7d',
      describe: 'end a session when its client has been away for this time',
    },
    readDuration,
  ),
  'sys-interval': defaulted(
    {
      group: 'Server',
      isRare: true,
      takes: 'TIME',
      default: '10s',
      describe: 'how often $SYS is published; 0 is never',
    },
    readDuration,
  ),
  users: {
    ...optional(
      {
        group: 'Access',
        takes: 'FILE',
        describe: 'only users of this file may connect',
        more: 'broker passwd or mosquitto_passwd writes it.',
      },
      readText,
    ),
    holdsSecret: true,
  },
  'allow-anonymous': flag({
    group: 'Access',
    isRare: true,
    describe: 'with --users: clients without a user name may connect too',
  }),
  acl: optional(
    {
      group: 'Access',
      takes: 'FILE',
      describe: 'rights to read and write topics',
      more: "It is mosquitto's acl_file.",
    },
    readText,
  ),
  cert: optional({ group: 'Access', takes: 'FILE', describe: "the broker's certificate (PEM)" }, readText),
  key: {
    ...optional({ group: 'Access', takes: 'FILE', describe: 'private key of --cert (PEM)' }, readText),
    holdsSecret: true,
  },
  cafile: optional(
    {
      group: 'Access',
      isRare: true,
      takes: 'FILE',
      describe: 'require a client certificate signed by one of these (PEM)',
    },
    readText,
  ),
  duration: optional({ group: 'Stop', takes: 'TIME', describe: 'stop after this time' }, readDuration),
  ...outputOptions,
  verbose: flag({
    group: 'Output',
    alias: 'v',
    describe: 'a line for each connection, subscription and publish',
  }),
} as const;
