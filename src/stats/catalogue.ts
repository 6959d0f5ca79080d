/**
 * One figure of a broker under `$SYS`, with one name of ours. The canonical topics are mosquitto's; the names that other
 * brokers use for the same figure stand beside them.
 */
export interface Row {
  /** The row's key in JSON Lines and CSV. */
  readonly key: RowKey;
  readonly label: string;
  /** A counter grows from the start of the broker, so it has a rate. */
  readonly kind: 'gauge' | 'counter';
  /** Below `$SYS/broker/`: mosquitto(8), and the mqtt.org wiki's "SYS-Topics", which HiveMQ follows. */
  readonly broker: readonly string[];
  /** Below `$SYS/brokers/<node>/`: EMQX documentation, "System Topic". */
  readonly emqx?: string;
  /** Below `$SYS/<node>/`: VerneMQ documentation, "$SYSTree"; the metric's name with `/` for `_`. */
  readonly vernemq?: string;
  /** Below `$SYS/broker/load/`, before `/1min`, `/5min`, `/15min`: averages a minute. */
  readonly load?: string;
}

export type RowKey =
  | 'clients_connected'
  | 'clients_disconnected'
  | 'clients_total'
  | 'clients_maximum'
  | 'subscriptions'
  | 'retained'
  | 'stored'
  | 'inflight'
  | 'messages_received'
  | 'messages_sent'
  | 'publish_received'
  | 'publish_sent'
  | 'publish_dropped'
  | 'bytes_received'
  | 'bytes_sent'
  | 'sockets_opened'
  | 'sockets_closed'
  | 'connections';

export const ROWS: readonly Row[] = [
  {
    key: 'clients_connected',
    label: 'clients connected',
    kind: 'gauge',
    broker: ['clients/connected', 'clients/active'],
    emqx: 'stats/live_connections/count',
  },
  {
    key: 'clients_disconnected',
    label: 'clients disconnected',
    kind: 'gauge',
    broker: ['clients/disconnected', 'clients/inactive'],
  },
  {
    key: 'clients_total',
    label: 'clients total',
    kind: 'gauge',
    broker: ['clients/total'],
    emqx: 'stats/connections/count',
    vernemq: 'queue/processes',
  },
  {
    key: 'clients_maximum',
    label: 'clients maximum',
    kind: 'gauge',
    broker: ['clients/maximum'],
    emqx: 'stats/live_connections/max',
  },
  {
    key: 'subscriptions',
    label: 'subscriptions',
    kind: 'gauge',
    broker: ['subscriptions/count'],
    emqx: 'stats/subscriptions/count',
    vernemq: 'router/subscriptions',
  },
  {
    key: 'retained',
    label: 'retained messages',
    kind: 'gauge',
    broker: ['retained messages/count', 'messages/retained/count'],
    emqx: 'stats/retained/count',
    vernemq: 'retain/messages',
  },
  {
    key: 'stored',
    label: 'stored messages',
    kind: 'gauge',
    broker: ['store/messages/count', 'messages/stored'],
  },
  { key: 'inflight', label: 'messages in flight', kind: 'gauge', broker: ['messages/inflight'] },
  {
    key: 'messages_received',
    label: 'packets received',
    kind: 'counter',
    broker: ['messages/received'],
    emqx: 'metrics/packets/received',
    load: 'messages/received',
  },
  {
    key: 'messages_sent',
    label: 'packets sent',
    kind: 'counter',
    broker: ['messages/sent'],
    emqx: 'metrics/packets/sent',
    load: 'messages/sent',
  },
  {
    key: 'publish_received',
    label: 'PUBLISH received',
    kind: 'counter',
    broker: ['publish/messages/received', 'messages/publish/received'],
    emqx: 'metrics/packets/publish/received',
    vernemq: 'mqtt/publish/received',
    load: 'publish/received',
  },
  {
    key: 'publish_sent',
    label: 'PUBLISH sent',
    kind: 'counter',
    broker: ['publish/messages/sent', 'messages/publish/sent'],
    emqx: 'metrics/packets/publish/sent',
    vernemq: 'mqtt/publish/sent',
    load: 'publish/sent',
  },
  {
    key: 'publish_dropped',
    label: 'PUBLISH dropped',
    kind: 'counter',
    broker: ['publish/messages/dropped', 'messages/publish/dropped'],
    emqx: 'metrics/delivery/dropped',
    vernemq: 'queue/message/drop',
    load: 'publish/dropped',
  },
  {
    key: 'bytes_received',
    label: 'bytes received',
    kind: 'counter',
    broker: ['bytes/received', 'load/bytes/received'],
    emqx: 'metrics/bytes/received',
    vernemq: 'bytes/received',
    load: 'bytes/received',
  },
  {
    key: 'bytes_sent',
    label: 'bytes sent',
    kind: 'counter',
    broker: ['bytes/sent', 'load/bytes/sent'],
    emqx: 'metrics/bytes/sent',
    vernemq: 'bytes/sent',
    load: 'bytes/sent',
  },
  {
    key: 'sockets_opened',
    label: 'sockets opened',
    kind: 'counter',
    broker: [],
    vernemq: 'socket/open',
    load: 'sockets',
  },
  { key: 'sockets_closed', label: 'sockets closed', kind: 'counter', broker: [], vernemq: 'socket/close' },
  {
    key: 'connections',
    label: 'connections',
    kind: 'counter',
    broker: [],
    emqx: 'metrics/client/connected',
    vernemq: 'mqtt/connect/received',
    load: 'connections',
  },
];

/** Matches every figure. A filter with a wildcard as its first character matches none of them [MQTT-4.7.2-1]. */
export const SYS_FILTER = '$SYS/#';

/** The subject of a `$SYS` topic. */
export type Subject = { readonly node: string } & (
  | { readonly kind: 'total'; readonly row: Row }
  /** Averages over 1, 5 or 15 minutes: 0, 1, 2. */
  | { readonly kind: 'load'; readonly row: Row; readonly span: number }
  | { readonly kind: 'version' }
  /** Units of the number in one second: brokers write seconds or milliseconds. */
  | { readonly kind: 'uptime'; readonly unitsPerSecond: number }
);

export const LOAD_SPANS_MIN = [1, 5, 15] as const;

/** The subject of a topic; undefined for a topic outside the catalogue. */
export function subjectOf(topic: string): Subject | undefined {
  const [root, first, ...rest] = topic.split('/', 32);
  if (root !== '$SYS' || first === undefined) return undefined;
  if (first === 'broker') return brokerSubject(rest.join('/'));
  if (first === 'brokers') return nodeSubject(EMQX, 1000, rest[0] ?? '', rest.slice(1).join('/'));
  return nodeSubject(VERNEMQ, 1000, first, rest.join('/'));
}

function brokerSubject(name: string): Subject | undefined {
  if (name === 'version') return { kind: 'version', node: '' };
  if (name === 'uptime') return { kind: 'uptime', unitsPerSecond: 1, node: '' };
  const total = BROKER.get(name);
  if (total !== undefined) return { kind: 'total', row: total, node: '' };
  const load = /^load\/(.+)\/(1|5|15)min$/.exec(name);
  const row = load === null ? undefined : LOADS.get(load[1] ?? '');
  if (row === undefined) return undefined;
  return { kind: 'load', row, span: LOAD_SPANS_MIN.findIndex((span) => `${span}` === load?.[2]), node: '' };
}

function nodeSubject(
  names: ReadonlyMap<string, Row>,
  unitsPerSecond: number,
  node: string,
  name: string,
): Subject | undefined {
  if (name === 'version') return { kind: 'version', node };
  if (name === 'uptime' || name === 'system/wallclock') return { kind: 'uptime', unitsPerSecond, node };
  const row = names.get(name);
  return row === undefined ? undefined : { kind: 'total', row, node };
}

const BROKER = new Map(ROWS.flatMap((row) => row.broker.map((name) => [name, row] as const)));
const EMQX = byName((row) => row.emqx);
const VERNEMQ = byName((row) => row.vernemq);
const LOADS = byName((row) => row.load);

function byName(nameOf: (row: Row) => string | undefined): ReadonlyMap<string, Row> {
  return new Map(
    ROWS.flatMap((row) => {
      const name = nameOf(row);
      return name === undefined ? [] : [[name, row] as const];
    }),
  );
}
