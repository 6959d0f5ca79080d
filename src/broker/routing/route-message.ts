import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { BrokerCore } from '../core.ts';
import type { ApplicationMessage } from '../message.ts';
import type { SessionDelivery } from '../session/delivery.ts';
import type { ClientSession } from '../session/session.ts';
import type { PacketOf, StoredDelivery } from '../store.ts';
import type { SharedGroup } from './shared-group.ts';

/**
 * Retains a message, and delivers the message once to each subscribed session, at the lower of the message's
 * QoS and the highest granted QoS (§3.3.4), and to one member of each `$share` group. Nothing is awaited, so
 * routing keeps the order of reading. `received` is the packet id of a QoS 2 message at a persistent session.
 * Returns true if anybody subscribes.
 */
export function routeMessage(
  core: BrokerCore,
  message: ApplicationMessage,
  from?: ClientSession,
  received?: PacketOf,
): boolean {
  if (message.retain) {
    core.retained.set(message);
    if (!message.topic.startsWith('$SYS/')) core.record({ type: 'retain', message });
  }
  const { sessions, groups } = core.subscriptions.matching(message.topic);
  const stored: StoredDelivery[] = [];
  let reached = groups.length > 0;
  for (const match of sessions) {
    const heard = match.session === from ? match.own : match;
    if (heard === undefined) continue;
    reached = true;
    const retain = message.retain && heard.retainAsPublished;
    deliver(core, heard.session, message, heard.qos, retain, heard.identifiers, undefined, stored);
  }
  for (const group of groups) deal(core, group, message, stored);
  recordDeliveries(core, message, stored, received);
  return reached;
}

/** Sends a message to one session, or queues a message at QoS 1 and 2. */
export function deliver(
  core: BrokerCore,
  session: ClientSession,
  message: ApplicationMessage,
  granted: Qos,
  retain: boolean,
  identifiers: readonly number[] | undefined,
  share: string | undefined,
  stored: StoredDelivery[],
): void {
  const qos = message.qos < granted ? message.qos : granted;
  if (qos === 0) {
    session.connection?.sendAtMostOnce(message, retain, identifiers);
    return;
  }
  const delivery = session.deliver(message, qos, retain, identifiers, share);
  if (delivery && core.store.durable && session.isPersistent) {
    stored.push(storedDelivery(session.clientId, delivery));
  }
}

/** Hands the messages of a leaving member of shared subscriptions to the other members. */
export function redeal(core: BrokerCore, deliveries: readonly SessionDelivery[]): void {
  for (const { share, message } of deliveries) {
    const group = share === undefined ? undefined : core.subscriptions.group(share);
    if (group === undefined) continue;
    const stored: StoredDelivery[] = [];
    deal(core, group, message, stored);
    recordDeliveries(core, message, stored);
  }
}

export function recordDeliveries(
  core: BrokerCore,
  message: ApplicationMessage,
  deliveries: readonly StoredDelivery[],
  from?: PacketOf,
): void {
  if (deliveries.length > 0) core.record({ type: 'enqueue', message, deliveries, ...(from && { from }) });
  else if (from) core.record({ type: 'receive', from });
}

export function storedDelivery(clientId: string, delivery: SessionDelivery): StoredDelivery {
  const { sequence, qos, retain, identifiers, share, packetId } = delivery;
  return {
    ...{ clientId, sequence, qos, retain },
    ...(identifiers && { identifiers }),
    ...(share !== undefined && { share }),
    ...(packetId > 0 && { packetId }),
  };
}

/** Prefers a connected member with room; a message at QoS 0 goes to connected members only. */
function deal(
  core: BrokerCore,
  group: SharedGroup<ClientSession>,
  message: ApplicationMessage,
  stored: StoredDelivery[],
): void {
  const member = group.pick(
    ({ connection }) => connection?.isFull === false && connection.mayReceive(message.topic),
    ({ connection, isOver }) => (connection === undefined ? !isOver : connection.mayReceive(message.topic)),
  );
  if (member === undefined) return;
  const { session, qos, retainAsPublished, identifier, filter } = member;
  const identifiers = identifier === undefined ? undefined : [identifier];
  const retain = message.retain && retainAsPublished;
  deliver(core, session, message, qos, retain, identifiers, filter, stored);
}
