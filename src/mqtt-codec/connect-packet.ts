import type { Qos } from '../mqtt-protocol/qos.ts';
import { REASON_CODE } from '../mqtt-protocol/reason-code.ts';
import { type MqttVersion, versionOf } from '../mqtt-protocol/version.ts';
import type { PacketCursor } from './packet-cursor.ts';
import { malformedPacket, PacketFault, protocolError } from './packet-fault.ts';
import { type ClientProperties, readClientProperties } from './properties.ts';
import { topicFault } from './topics.ts';

export interface ConnectRequest {
  readonly level: MqttVersion;
  /** Clean Session, or Clean Start in MQTT 5. */
  readonly clean: boolean;
  /** Seconds; 0 is none. */
  readonly keepAlive: number;
  readonly clientId: string;
  readonly will?: ConnectWill;
  readonly username?: string;
  readonly password?: Buffer;
  readonly properties: ClientProperties;
}

export interface ConnectWill {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly properties: ClientProperties;
}

/** An unknown level of MQTT. The broker answers before closing. */
export class UnknownProtocol extends PacketFault {
  readonly level: number;

  constructor(level: number) {
    super(
      REASON_CODE['unsupported protocol version'],
      `it asks for MQTT protocol level ${level}, this broker speaks 3, 4 and 5`,
    );
    this.level = level;
  }
}

const FLAG = { clean: 0x02, will: 0x04, willRetain: 0x20, password: 0x40, username: 0x80 } as const;
const NO_PROPERTIES: ClientProperties = {};

/** Reads the beginning of CONNECT. Throws an `UnknownProtocol`, or a `PacketFault` for another protocol. */
export function readProtocolLevel(cursor: PacketCursor): MqttVersion {
  const name = cursor.text();
  if (name !== 'MQTT' && name !== 'MQIsdp') throw malformedPacket('it names another protocol than MQTT'); // [MQTT-3.1.2-1]
  const level = cursor.byte();
  const version = versionOf(name, level);
  if (version === undefined) throw new UnknownProtocol(level);
  return version;
}

/** Reads CONNECT behind the protocol level (MQTT 5 and 3.1.1, §3.1). Throws a `PacketFault`. */
export function readConnectRequest(cursor: PacketCursor, level: MqttVersion): ConnectRequest {
  const flags = cursor.byte();
  if ((flags & 0x01) !== 0) throw malformedPacket('the reserved flag of CONNECT is set'); // [MQTT-3.1.2-3]
  const keepAlive = cursor.uint16();
  const properties = level === 5 ? readClientProperties(cursor, 'connect') : NO_PROPERTIES;
  if (properties.authenticationData && properties.authenticationMethod === undefined) {
    throw protocolError('authentication data without a method'); // §3.1.2.11.10
  }
  const clientId = cursor.text();
  const will = readWill(cursor, flags, level);
  const username = flags & FLAG.username ? cursor.text() : undefined;
  const password = flags & FLAG.password ? Buffer.from(cursor.binary()) : undefined;
  cursor.finish();
  if (password !== undefined && username === undefined && level !== 5) {
    throw malformedPacket('a password without a user name'); // MQTT 3.1.1 [MQTT-3.1.2-22]; 5 allows it
  }
  return {
    level,
    clean: (flags & FLAG.clean) !== 0,
    keepAlive,
    clientId,
    properties,
    ...(will && { will }),
    ...(username !== undefined && { username }),
    ...(password && { password }),
  };
}

function readWill(cursor: PacketCursor, flags: number, level: MqttVersion): ConnectWill | undefined {
  const qos = (flags >> 3) & 3;
  const retain = (flags & FLAG.willRetain) !== 0;
  if ((flags & FLAG.will) === 0) {
    if (qos !== 0 || retain) throw malformedPacket('QoS or retain of a will, and no will'); // [MQTT-3.1.2-11, -13]
    return undefined;
  }
  if (qos === 3) throw malformedPacket('a will at QoS 3'); // [MQTT-3.1.2-12]
  const properties = level === 5 ? readClientProperties(cursor, 'will') : NO_PROPERTIES;
  const topic = cursor.text();
  const payload = Buffer.from(cursor.binary());
  const fault = topicFault(topic);
  if (fault !== undefined)
    throw new PacketFault(REASON_CODE['topic name invalid'], `the will's topic: ${fault}`);
  return { topic, payload, qos: qos as Qos, retain, properties };
}
