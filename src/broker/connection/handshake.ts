import { encodeConnack, encodeConnack3 } from '../../mqtt-codec/broker-packets.ts';
import {
  type ConnectRequest,
  type ConnectWill,
  readConnectRequest,
  readProtocolLevel,
  UnknownProtocol,
} from '../../mqtt-codec/connect-packet.ts';
import type { PacketCursor } from '../../mqtt-codec/packet-cursor.ts';
import { PacketFault } from '../../mqtt-codec/packet-fault.ts';
import { REASON_CODE } from '../../mqtt-protocol/reason-code.ts';
import type { MqttVersion } from '../../mqtt-protocol/version.ts';
import { newActivity } from '../client-activity.ts';
import type { BrokerEvent } from '../event.ts';
import type { Admission, ClientRights } from '../permissions.ts';
import { NEVER_EXPIRES } from '../session/session-registry.ts';
import type { StoredWill } from '../store.ts';
import type { ClientConnection } from './client-connection.ts';
import { mayPublish, RECEIVE_MAXIMUM } from './receive-publish.ts';
import { MAX_TOPIC_ALIASES, TopicAliases } from './topic-aliases.ts';

/** Unacknowledged messages to a client of MQTT 3.1 or 3.1.1. */
const MAX_IN_FLIGHT_3 = 1000;
const MAX_IN_FLIGHT_5 = 65_535;
/** Server Keep Alive in seconds, so the broker notices a vanished MQTT 5 client soon. */
const KEEP_ALIVE_SECONDS = 60;
const VERSIONS = { 3: '3.1', 4: '3.1.1', 5: '5' } as const;

/** Answers CONNECT, and gives the connection a session (§3.1, §3.2). Throws a `PacketFault`. */
export function receiveConnect(connection: ClientConnection, cursor: PacketCursor): void {
  const request = readRequest(connection, cursor);
  const refusal = refusalOf(request);
  if (refusal) {
    refuse(connection, request, refusal);
    return;
  }
  const clientId = request.clientId || connection.core.newClientId();
  const settle = (admission: Admission) => {
    if (connection.isClosed) return;
    if (admission.admitted) accept(connection, request, clientId, admission.rights);
    else refuse(connection, request, { ...NOT_AUTHORIZED, reason: admission.reason }, clientId);
  };
  const { username, password } = request;
  const { peer } = connection.transport;
  const admission = connection.core.permissions.admit({ clientId, username, password, peer });
  if (!(admission instanceof Promise)) {
    settle(admission);
    return;
  }
  connection.hold();
  admission
    .then(settle, (error: Error) => {
      const reason = `no password check: ${error.message}`;
      refuse(connection, request, { ...UNAVAILABLE, reason }, clientId);
    })
    .finally(() => connection.release());
}

interface Refusal {
  readonly reasonCode: number;
  /** Of MQTT 3.1 and 3.1.1 (§3.2.2.3). */
  readonly returnCode: number;
  readonly reason: string;
}

const NOT_AUTHORIZED = { reasonCode: REASON_CODE['not authorized'], returnCode: 5 };
const NO_ROOM_FOR_CONNACK: Refusal = {
  reasonCode: REASON_CODE['packet too large'],
  returnCode: 3,
  reason: 'its Maximum Packet Size is too small for CONNACK',
};
const UNAVAILABLE = { reasonCode: REASON_CODE['server unavailable'], returnCode: 3 };

function readRequest(connection: ClientConnection, cursor: PacketCursor): ConnectRequest {
  let level: MqttVersion | undefined;
  try {
    level = readProtocolLevel(cursor);
    return readConnectRequest(cursor, level);
  } catch (error) {
    if (error instanceof UnknownProtocol) connection.send(unknownProtocol(error), false);
    else if (error instanceof PacketFault && level === 5) {
      connection.send(encodeConnack(error.reasonCode, false, { reasonString: error.message }), false);
    }
    throw error;
  }
}

/** Answers an unknown newer version in the form of MQTT 5. */
function unknownProtocol({ level, reasonCode }: UnknownProtocol): Buffer {
  const isNewer = level > 5 && level < 0x80;
  return isNewer ? encodeConnack(reasonCode, false, undefined) : encodeConnack3(1, false);
}

function refusalOf({ level, clientId, clean, properties }: ConnectRequest): Refusal | undefined {
  // MQTT 3.1.1 [MQTT-3.1.3-8]; in MQTT 3.1 a client id has 1 to 23 characters, whatever the session.
  if (clientId === '' && level !== 5 && (level === 3 || !clean)) {
    return {
      reasonCode: REASON_CODE['client identifier not valid'],
      returnCode: 2,
      reason: 'a persistent session needs a client id',
    };
  }
  if (properties.authenticationMethod !== undefined) {
    const reason = 'enhanced authentication is not supported: use a user name and password';
    return { reasonCode: REASON_CODE['bad authentication method'], returnCode: 5, reason };
  }
  return undefined;
}

function refuse(
  connection: ClientConnection,
  { level, username, properties }: ConnectRequest,
  { reasonCode, returnCode, reason }: Refusal,
  clientId?: string,
): void {
  if (connection.isClosed) return;
  const { core, transport } = connection;
  connection.send(
    level === 5
      ? refusingConnack(reasonCode, reason, maxPacketBytesOf(properties))
      : encodeConnack3(returnCode, false),
    false,
  );
  const name = clientId === undefined ? {} : { clientId };
  core.refusedLogins.add(username, transport.peer, reason, core.now());
  core.emit({ type: 'refused', peer: transport.peer, reason, ...name, username });
  connection.close();
}

/** With the reason in words, if the client takes so long a packet [MQTT-3.2.2-19]. */
function refusingConnack(reasonCode: number, reason: string, maxPacketBytes: number): Buffer {
  const packet = encodeConnack(reasonCode, false, { reasonString: reason });
  return packet.length <= maxPacketBytes ? packet : encodeConnack(reasonCode, false, undefined);
}

function maxPacketBytesOf({ maximumPacketSize }: ConnectRequest['properties']): number {
  return maximumPacketSize ?? Number.POSITIVE_INFINITY;
}

function accept(
  connection: ClientConnection,
  request: ConnectRequest,
  clientId: string,
  rights: ClientRights,
): void {
  const { core, registry, transport } = connection;
  const { level, clean, properties } = request;
  const expirySeconds = expiryOf(request, core.limits.maxSessionExpirySeconds);
  const maxPacketBytes = maxPacketBytesOf(properties);
  const granted = connackProperties(request, clientId, expirySeconds, core.limits);
  if (
    maxPacketBytes < Number.POSITIVE_INFINITY &&
    encodeConnack(REASON_CODE.success, true, granted).length > maxPacketBytes
  ) {
    refuse(connection, request, NO_ROOM_FOR_CONNACK, clientId);
    return;
  }
  const asked = properties.receiveMaximum ?? MAX_IN_FLIGHT_5;
  connection.traits = {
    level,
    rights,
    receiveMaximum: level === 5 ? asked : MAX_IN_FLIGHT_3,
    maxPacketBytes,
    topicAliasMaximum: properties.topicAliasMaximum ?? 0,
    wantsReasons: properties.requestProblemInformation !== 0,
    keepAliveSeconds: request.keepAlive,
    mayOutlive: (properties.sessionExpiryInterval ?? 0) > 0,
  };
  connection.activity = newActivity({
    username: request.username,
    peer: transport.peer,
    version: VERSIONS[level],
    sinceMs: core.now(),
  });
  connection.aliases = new TopicAliases(properties.topicAliasMaximum ?? 0);
  const will = willOf(connection, request.will, clientId);
  const recordedBefore = core.recorded;
  const { session, isPresent } = registry.begin({ clientId, clean, expirySeconds, will });
  connection.session = session;
  core.counters.connects += 1;
  core.counters.connected += 1;
  core.counters.maximum = Math.max(core.counters.maximum, core.counters.connected);
  connection.send(
    level === 5
      ? encodeConnack(REASON_CODE.success, isPresent, granted)
      : encodeConnack3(0, isPresent && level === 4),
    core.recorded > recordedBefore,
  );
  core.emit(connectedEvent(request, clientId, transport.peer, expirySeconds));
  session.resume(connection);
}

/** Seconds. MQTT 3.1 and 3.1.1 know no expiry; the broker's limit bounds these sessions. */
function expiryOf({ level, clean, properties }: ConnectRequest, maximum: number): number {
  const asked = level === 5 ? (properties.sessionExpiryInterval ?? 0) : clean ? 0 : NEVER_EXPIRES;
  return Math.min(asked, maximum);
}

function willOf(
  connection: ClientConnection,
  will: ConnectWill | undefined,
  clientId: string,
): StoredWill | undefined {
  if (will === undefined) return undefined;
  const { topic, payload, qos, retain, properties } = will;
  if (!mayPublish(connection, topic)) {
    connection.core.emit({ type: 'denied', clientId, username: connection.activity.username, topic });
    return undefined;
  }
  const { willDelayInterval = 0, messageExpiryInterval: expirySeconds, forwarded } = properties;
  return {
    message: { topic, payload, qos, retain, properties: forwarded },
    delaySeconds: willDelayInterval,
    ...(expirySeconds !== undefined && { expirySeconds }),
  };
}

/** §3.2.2.3 */
function connackProperties(
  request: ConnectRequest,
  clientId: string,
  expirySeconds: number,
  { maxPacketBytes }: { readonly maxPacketBytes: number },
) {
  const asked = request.properties.sessionExpiryInterval ?? 0;
  return {
    receiveMaximum: RECEIVE_MAXIMUM,
    maximumPacketSize: maxPacketBytes,
    topicAliasMaximum: MAX_TOPIC_ALIASES,
    ...(request.clientId === '' && { assignedClientIdentifier: clientId }),
    // Some clients ignore Server Keep Alive; the broker enforces only the client's own keep alive.
    ...(request.keepAlive > KEEP_ALIVE_SECONDS && { serverKeepAlive: KEEP_ALIVE_SECONDS }),
    ...(expirySeconds < asked && { sessionExpiryInterval: expirySeconds }),
  };
}

function connectedEvent(
  { level, clean, username }: ConnectRequest,
  clientId: string,
  peer: string,
  expirySeconds: number,
): BrokerEvent {
  return {
    ...{ type: 'connected', clientId, peer, version: VERSIONS[level] },
    clean: level === 5 ? expirySeconds === 0 : clean,
    ...(username !== undefined && { username }),
  };
}
