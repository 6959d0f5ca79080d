/** The topic on which building-sim's broker tells who is connected. */
export const CLIENTS_TOPIC = '$SYS/broker/client-list';

/** The clients of a broker at one moment. All texts come from the network. */
export interface ClientList {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly clients: readonly ListedClient[];
  /** How many more clients there are. */
  readonly more: number;
  /** Logins that failed. */
  readonly refused: readonly RefusedLoginRow[];
}

export interface ListedClient {
  readonly client: string;
  readonly username: string | undefined;
  /** Host and port. */
  readonly address: string;
  /** Of MQTT. */
  readonly version: string;
  /** ISO 8601 */
  readonly since: string;
  readonly subscriptions: number;
  /** The first ten filters. */
  readonly filters: readonly string[];
  /** Messages from the client, and to the client. */
  readonly published: number;
  readonly delivered: number;
  /** Publishes and subscriptions without the right. */
  readonly refused: number;
  /** The topic of the client's last publish. */
  readonly lastTopic: string | undefined;
}

export interface RefusedLoginRow {
  readonly username: string | undefined;
  readonly address: string;
  readonly reason: string;
  readonly count: number;
}

/** Our broker lists no more. */
const MAX_ROWS = 1000;
const MAX_TEXT = 300;

/** Reads the list; undefined for any other payload. Rows of another form are left out. */
export function readClientList(payload: Uint8Array, timeMs: number): ClientList | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(payload).toString());
  } catch {
    return undefined;
  }
  const { clients, more, refused } = fieldsOf(parsed);
  if (!Array.isArray(clients)) return undefined;
  return {
    timeMs,
    clients: rowsOf(clients).map((row) => ({
      client: text(row.client) ?? '',
      username: text(row.username),
      address: text(row.address) ?? '',
      version: text(row.version) ?? '',
      since: text(row.since) ?? '',
      subscriptions: count(row.subscriptions),
      filters: Array.isArray(row.filters)
        ? row.filters.slice(0, 10).flatMap((filter) => text(filter) ?? [])
        : [],
      published: count(row.published),
      delivered: count(row.delivered),
      refused: count(row.refused),
      lastTopic: text(row.last_topic),
    })),
    more: count(more),
    refused: rowsOf(refused).map((row) => ({
      username: text(row.username),
      address: text(row.address) ?? '',
      reason: text(row.reason) ?? '',
      count: count(row.count),
    })),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function rowsOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.slice(0, MAX_ROWS).map(fieldsOf) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : undefined;
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
