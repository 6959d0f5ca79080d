import { encodeSuback, encodeUnsuback } from '../../mqtt-codec/broker-packets.ts';
import {
  readSubscribeEntry,
  readSubscribeHead,
  type SubscribeEntry,
} from '../../mqtt-codec/client-packets.ts';
import type { PacketCursor } from '../../mqtt-codec/packet-cursor.ts';
import { PacketFault, protocolError } from '../../mqtt-codec/packet-fault.ts';
import { filterFault } from '../../mqtt-codec/topics.ts';
import { REASON_CODE } from '../../mqtt-protocol/reason-code.ts';
import type { GrantedFilter } from '../event.ts';
import type { Subscription } from '../routing/subscription.ts';
import { NewSubscriptions } from '../session/new-subscriptions.ts';
import { RetainedFeed } from '../session/retained-feed.ts';
import type { ClientSession } from '../session/session.ts';
import { plain } from '../session/snapshot.ts';
import type { ClientConnection } from './client-connection.ts';

/**
 * SUBSCRIBE may carry a million filters. The broker handles so many at a time, and the client's next packet
 * waits.
 */
const FILTERS_A_STEP = 200;
/** SUBACK's only failure code in MQTT 3.1.1 [MQTT-3.9.3-2]. */
const FAILURE = 0x80;

/** Subscribes, answers each filter with a code in order, then sends retained messages (§3.8). */
export function receiveSubscribe(
  connection: ClientConnection,
  session: ClientSession,
  cursor: PacketCursor,
): void {
  const { core, traits } = connection;
  const { packetId, properties } = readSubscribeHead(cursor, traits.level, 'subscribe');
  const identifier = properties.subscriptionIdentifier;
  const codes: number[] = [];
  const retained = new NewSubscriptions();
  inSteps(connection, () => {
    const filters: GrantedFilter[] = [];
    const added: Subscription<ClientSession>[] = [];
    for (let n = 0; n < FILTERS_A_STEP && !cursor.isAtEnd; n++) {
      const entry = readSubscribeEntry(cursor, traits.level);
      checkEntry(entry);
      const code = subscribe(connection, session, entry, identifier, { added, retained });
      codes.push(code);
      filters.push({ filter: entry.filter, qos: code < FAILURE ? entry.qos : 128 });
    }
    if (session.isPersistent && added.length > 0) {
      core.record({ type: 'subscribe', clientId: session.clientId, subscriptions: added.map(plain) });
    }
    core.emit({
      type: 'subscribed',
      clientId: session.clientId,
      username: connection.activity.username,
      filters,
    });
    if (!cursor.isAtEnd) return true;
    connection.send(encodeSuback(packetId, codes, traits.level), session.isPersistent);
    if (retained.size > 0) feedNext(connection, session, retained);
    return false;
  });
}

/**
 * Sends retained messages in the next turn of the event loop, and holds the client's next packet until then.
 * Many clients listen for messages only after SUBACK, and a message published behind SUBSCRIBE must not
 * arrive as retained.
 */
function feedNext(
  connection: ClientConnection,
  session: ClientSession,
  subscriptions: NewSubscriptions,
): void {
  session.feed ??= new RetainedFeed(connection.core, session);
  session.feed.add(subscriptions);
  connection.hold();
  setImmediate(() => {
    session.feed?.run();
    connection.release();
  });
}

/** Unsubscribes; nothing is sent by these filters behind UNSUBACK (§3.10). */
export function receiveUnsubscribe(
  connection: ClientConnection,
  session: ClientSession,
  cursor: PacketCursor,
): void {
  const { core, registry, traits } = connection;
  const { packetId } = readSubscribeHead(cursor, traits.level, 'unsubscribe');
  const filters: string[] = [];
  const codes: number[] = [];
  inSteps(connection, () => {
    const first = filters.length;
    for (let n = 0; n < FILTERS_A_STEP && !cursor.isAtEnd; n++) {
      const filter = cursor.text();
      checkFilter(filter);
      const existed = registry.unsubscribe(session, filter);
      filters.push(filter);
      codes.push(existed ? REASON_CODE.success : REASON_CODE['no subscription existed']);
    }
    session.feed?.drop(new Set(filters.slice(first)));
    if (session.isPersistent) {
      core.record({ type: 'unsubscribe', clientId: session.clientId, filters: filters.slice(first) });
    }
    if (!cursor.isAtEnd) return true;
    connection.send(encodeUnsuback(packetId, codes, traits.level), session.isPersistent);
    const { clientId } = session;
    core.emit({ type: 'unsubscribed', clientId, username: connection.activity.username, filters });
    return false;
  });
}

/** Usually one step is enough. During further steps the connection is held. */
function inSteps(connection: ClientConnection, step: () => boolean): void {
  if (!step()) return;
  connection.hold();
  connection.core.background.run(() => {
    if (connection.isClosed) return false;
    let isLeft = false;
    try {
      isLeft = step();
    } catch (error) {
      connection.fail(error);
    }
    if (!isLeft) connection.release();
    return isLeft;
  });
}

function subscribe(
  connection: ClientConnection,
  session: ClientSession,
  entry: SubscribeEntry,
  identifier: number | undefined,
  { added, retained }: { readonly added: Subscription<ClientSession>[]; readonly retained: NewSubscriptions },
): number {
  const { registry, traits } = connection;
  const { filter, qos, noLocal, retainAsPublished, retainHandling } = entry;
  if (traits.rights.maySubscribe?.(filter) === false) {
    connection.activity.refused += 1;
    return connection.isVersion5 ? REASON_CODE['not authorized'] : FAILURE;
  }
  const subscription = { session, filter, qos, noLocal, retainAsPublished, identifier };
  const isNew = registry.subscribe(subscription);
  added.push(subscription);
  const isShared = filter.startsWith('$share/');
  if (!isShared && (retainHandling === 0 || (retainHandling === 1 && isNew))) {
    retained.add(subscription);
  }
  return qos;
}

function checkEntry({ filter, noLocal }: SubscribeEntry): void {
  checkFilter(filter);
  if (noLocal && filter.startsWith('$share/')) {
    throw protocolError('No Local on a shared subscription'); // [MQTT-3.8.3-4]
  }
}

function checkFilter(filter: string): void {
  const fault = filterFault(filter);
  if (fault !== undefined)
    throw new PacketFault(REASON_CODE['topic filter invalid'], `the filter ${filter}: ${fault}`);
}
