import { ANY_GATEWAY, type Protocol } from '../mqtt/settings.ts';
import { ReadError, type Reader } from '../text/reader.ts';

export interface ParsedUrl {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number | undefined;
  readonly path: string;
  /** The topic or filter behind the host of `mqtt://` and `mqtts://`. */
  readonly topic?: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export const DEFAULT_PORTS: Readonly<Record<Protocol, number>> = {
  mqtt: 1883,
  mqtts: 8883,
  ws: 80,
  wss: 443,
  'mqtt-sn': 1884,
};

const FORM = 'use PROTOCOL://[USER[:PASSWORD]@]HOST[:PORT][/PATH] with mqtt, mqtts, ws, wss or mqtt-sn';

/** The names of other programs for these protocols. */
const FOREIGN_PROTOCOLS: Readonly<Record<string, Protocol>> = {
  tcp: 'mqtt',
  ssl: 'mqtts',
  tls: 'mqtts',
  http: 'ws',
  https: 'wss',
};

/** A host without protocol. It can't hold a password, so an error may repeat it. */
export const BARE_HOST = /^[\w.-]+(:\d+)?$/;

/** mosquitto's clients take the text behind the host as the topic, and decode nothing in it. */
const MQTT_WITH_TOPIC = /^(mqtts?:\/\/[^/]*)\/(.+)$/is;

const SEARCHED = /^mqtt-sn:\/\/\?(:\d+)?\/?$/i;

/** The URL of a broker. An error never repeats a wrong URL: the URL may carry a password. */
const readUrl: Reader<ParsedUrl> = (text) => {
  if (BARE_HOST.test(text)) throw new ReadError(`use mqtt://${text}`);
  const isSearched = SEARCHED.test(text);
  const [, place = text, topic] = MQTT_WITH_TOPIC.exec(text) ?? [];
  // A URL needs a host.
  const shown = isSearched ? text.replace('?', 'any') : place;
  const url = URL.canParse(shown) ? new URL(shown) : undefined;
  const protocol = url?.protocol.slice(0, -1);
  const ours = FOREIGN_PROTOCOLS[protocol ?? ''];
  if (ours !== undefined) throw new ReadError(`use ${ours}:// instead of ${protocol}://`);
  if (!url || !isProtocol(protocol) || url.hostname === '') throw new ReadError(FORM);
  const websocket = protocol === 'ws' || protocol === 'wss';
  if (!websocket && !['', '/'].includes(url.pathname))
    throw new ReadError('only ws:// and wss:// have a path, and mqtt:// and mqtts:// a topic');
  if (url.port === '0') throw new ReadError('use a port from 1 to 65535');
  return {
    protocol,
    host: isSearched ? ANY_GATEWAY : url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? undefined : Number(url.port),
    path: `${url.pathname || '/'}${url.search}`,
    ...(topic !== undefined && { topic }),
    username: url.username === '' ? undefined : decode(url.username),
    password: url.password === '' ? undefined : decode(url.password),
  };
};

/** One URL, or several with commas between them. */
export const readUrls: Reader<readonly ParsedUrl[]> = (text) => text.split(/,(?=[a-z-]+:\/\/)/).map(readUrl);

function isProtocol(text: string | undefined): text is Protocol {
  return text !== undefined && Object.hasOwn(DEFAULT_PORTS, text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ReadError('a % in the user or password must be written %25');
  }
}
