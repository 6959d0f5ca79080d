import type { ClientSession } from './session/session.ts';

/**
 * The broker tells who is here on this topic, below the names of mosquitto. A filter with a wildcard does not match it, and
 * only clients with the right may subscribe (`access.ts`).
 */
export const CLIENT_LIST_TOPIC = '$SYS/broker/client-list';

/** Logins that failed for the same reason, from one address with one user name. */
export interface RefusedLogin {
  readonly username: string | undefined;
  readonly address: string;
  readonly reason: string;
  count: number;
  lastMs: number;
}

/** A class has room; a flood of clients must not make a message of megabytes. */
const MAX_CLIENTS = 1000;
const MAX_TEXT = 200;
const MAX_FILTERS = 10;
const MAX_REFUSED = 50;

/** The last failed logins, newest last. */
export class RefusedLogins {
  readonly #logins = new Map<string, RefusedLogin>();

  add(username: string | undefined, peer: string, reason: string, nowMs: number): void {
    const address = peer.replace(/:\d+$/, '');
    const key = JSON.stringify([username, address, reason]);
    const count = (this.#logins.get(key)?.count ?? 0) + 1;
    this.#logins.delete(key);
    this.#logins.set(key, { username, address, reason, count, lastMs: nowMs });
    const [oldest] = this.#logins.keys();
    if (this.#logins.size > MAX_REFUSED && oldest !== undefined) this.#logins.delete(oldest);
  }

  *[Symbol.iterator](): IterableIterator<RefusedLogin> {
    yield* this.#logins.values();
  }
}

/** The list as JSON: the connected clients, and the logins that failed. */
export function clientListPayload(
  sessions: Iterable<ClientSession>,
  refusedLogins: Iterable<RefusedLogin>,
): Buffer {
  const here = [...sessions].flatMap(({ clientId, subscriptions, connection }) =>
    connection ? [{ clientId, subscriptions, activity: connection.activity }] : [],
  );
  const clients = here.slice(0, MAX_CLIENTS).map(({ clientId, subscriptions, activity }) => ({
    client: shortened(clientId),
    username: shortened(activity.username),
    address: activity.peer,
    version: activity.version,
    since: new Date(activity.sinceMs).toISOString(),
    subscriptions: subscriptions.size,
    filters: [...subscriptions.keys()].slice(0, MAX_FILTERS).map(shortened),
    published: activity.published,
    delivered: activity.delivered,
    refused: activity.refused,
    last_topic: shortened(activity.lastTopic),
  }));
  const refused = [...refusedLogins].map(({ username, address, reason, count, lastMs }) => ({
    username: shortened(username),
    address,
    reason,
    count,
    last: new Date(lastMs).toISOString(),
  }));
  return Buffer.from(JSON.stringify({ clients, more: here.length - clients.length, refused }));
}

function shortened(text: string): string;
function shortened(text: string | undefined): string | undefined;
function shortened(text: string | undefined): string | undefined {
  return text === undefined || text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT).toWellFormed()}…`;
}
