import { type PublishRequest, readPublish } from '../../mqtt-codec/client-packets.ts';
import type { PacketCursor } from '../../mqtt-codec/packet-cursor.ts';
import { PacketFault, protocolError } from '../../mqtt-codec/packet-fault.ts';
import { topicFault } from '../../mqtt-codec/topics.ts';
import { REASON_CODE } from '../../mqtt-protocol/reason-code.ts';
import type { ApplicationMessage } from '../message.ts';
import { routeMessage } from '../routing/route-message.ts';
import type { ClientSession } from '../session/session.ts';
import type { ClientConnection } from './client-connection.ts';

/** QoS 2 messages of an MQTT 5 client without PUBREL, as CONNACK tells it (§3.2.2.3.3). */
export const RECEIVE_MAXIMUM = 1000;

/** Routes and acknowledges PUBLISH (§3.3, §4.3). Throws a `PacketFault`. */
export function receivePublish(
  connection: ClientConnection,
  session: ClientSession,
  cursor: PacketCursor,
): void {
  const { core, traits, activity } = connection;
  const request = readPublish(cursor, traits.level);
  const topic = topicOf(connection, request);
  const { qos, packetId } = request;
  if (qos === 2 && session.received.has(packetId)) {
    connection.acknowledge('pubrec', packetId); // sent again: routed once [MQTT-4.3.3-10]
    return;
  }
  if (!mayPublish(connection, topic)) {
    activity.refused += 1;
    activity.lastTopic = topic;
    core.emit({ type: 'denied', clientId: session.clientId, username: activity.username, topic });
    if (qos > 0) acknowledgeDenied(connection, session, request);
    return;
  }
  const from = qos === 2 ? startReceiving(connection, session, packetId) : undefined;
  const message = messageOf(request, topic, core.now());
  core.publisher = connection;
  const recordedBefore = core.recorded;
  const isHeard = routeMessage(core, message, session, from);
  core.publisher = undefined;
  if (qos > 0) {
    connection.acknowledge(
      qos === 1 ? 'puback' : 'pubrec',
      packetId,
      isHeard ? REASON_CODE.success : REASON_CODE['no matching subscribers'],
      core.recorded > recordedBefore,
    );
  }
  activity.published += 1;
  activity.lastTopic = topic;
  const { payload, retain } = message;
  const { clientId } = session;
  core.emit({ type: 'published', clientId, username: activity.username, topic, payload, qos, retain });
}

/** PUBREL: the packet id may be used again (§3.6). */
export function receivePubrel(connection: ClientConnection, session: ClientSession, packetId: number): void {
  const was = session.received.delete(packetId);
  if (was && session.isPersistent) {
    connection.core.record({ type: 'release', from: { clientId: session.clientId, packetId } });
  }
  connection.acknowledge(
    'pubcomp',
    packetId,
    was ? REASON_CODE.success : REASON_CODE['packet identifier not found'],
  );
}

/** `$SYS` is the broker's own. */
export function mayPublish({ traits }: ClientConnection, topic: string): boolean {
  return !topic.startsWith('$SYS/') && traits.rights.mayPublish?.(topic) !== false;
}

function topicOf(connection: ClientConnection, { topic, properties }: PublishRequest): string {
  const { topicAlias } = properties;
  if (topicAlias !== undefined && (topic === '' || topicFault(topic) === undefined)) {
    return connection.aliases.resolve(topicAlias, topic);
  }
  if (topic === '') throw protocolError('PUBLISH without a topic');
  const fault = topicFault(topic);
  if (fault !== undefined)
    throw new PacketFault(REASON_CODE['topic name invalid'], `the topic ${topic}: ${fault}`);
  return topic;
}

/**
 * MQTT 5 has a reason code for a denied message. Before MQTT 5 the broker acknowledges and drops the message:
 * after a closed connection the client would send the message again, for ever.
 */
function acknowledgeDenied(
  connection: ClientConnection,
  session: ClientSession,
  { qos, packetId }: PublishRequest,
): void {
  if (qos === 1) connection.acknowledge('puback', packetId, REASON_CODE['not authorized']);
  else {
    if (!connection.isVersion5) session.received.add(packetId); // PUBREL follows
    connection.acknowledge('pubrec', packetId, REASON_CODE['not authorized']);
  }
}

function startReceiving(connection: ClientConnection, session: ClientSession, packetId: number) {
  // A client of MQTT 3.1.1 is told no maximum: it has as many as there are packet ids.
  if (connection.isVersion5 && session.received.size >= RECEIVE_MAXIMUM) {
    const reason = `more than ${RECEIVE_MAXIMUM} QoS 2 messages without PUBREL`;
    throw new PacketFault(REASON_CODE['receive maximum exceeded'], reason);
  }
  session.received.add(packetId);
  return session.isPersistent ? { clientId: session.clientId, packetId } : undefined;
}

function messageOf(request: PublishRequest, topic: string, nowMs: number): ApplicationMessage {
  const { qos, retain, properties } = request;
  const { messageExpiryInterval: expiry, forwarded } = properties;
  const payload = qos > 0 || retain ? owned(request.payload) : request.payload;
  const expiresAtMs = expiry === undefined ? undefined : nowMs + expiry * 1000;
  return { topic, payload, qos, retain, properties: forwarded, expiresAtMs };
}

/**
 * Copies the payload unless the payload fills most of the read buffer: a stored message must not keep the
 * whole buffer in memory.
 */
function owned(payload: Buffer): Buffer {
  return payload.length * 2 > payload.buffer.byteLength ? payload : Buffer.from(payload);
}
