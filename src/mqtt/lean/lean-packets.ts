import mqttPacket, { type IConnackPacket, type Packet } from 'mqtt-packet';
import type { ClientIdentity } from '../../client-link.ts';
import { encodePublish, encodePublish5 } from '../../mqtt-codec/encode-publish.ts';
import type { PacketCursor } from '../../mqtt-codec/packet-cursor.ts';
import { PACKET_TYPE } from '../../mqtt-protocol/packet-type.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import {
  variableByteIntegerSize,
  writeVariableByteInteger,
} from '../../mqtt-protocol/variable-byte-integer.ts';
import { protocolName } from '../../mqtt-protocol/version.ts';
import type { OutgoingMessage } from '../../session.ts';
import type { ConnectionSettings } from '../settings.ts';

export const PINGREQ = Buffer.of(0xc0, 0);
export const DISCONNECT = Buffer.of(0xe0, 0);

/** CONNECT (§3.1) with a clean session. */
export function encodeConnect(
  { clientId, username, password, will }: ClientIdentity,
  { mqttVersion, keepaliveS }: Pick<ConnectionSettings, 'mqttVersion' | 'keepaliveS'>,
): Buffer {
  return mqttPacket.generate(
    {
      cmd: 'connect',
      protocolId: protocolName(mqttVersion),
      protocolVersion: mqttVersion,
      clean: true,
      clientId,
      keepalive: keepaliveS,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password: Buffer.from(password) }),
      ...(will && { will }),
    },
    { protocolVersion: mqttVersion },
  );
}

export function encodeSubscribe(filter: string, qos: Qos, messageId: number, hasProperties: boolean): Buffer {
  return mqttPacket.generate(
    { cmd: 'subscribe', messageId, subscriptions: [{ topic: filter, qos }] },
    { protocolVersion: hasProperties ? 5 : 4 },
  );
}

/** PUBLISH for the first time, with the identifier 0 at QoS 0. */
export function encodeMessage(message: OutgoingMessage, packetId: number, hasProperties: boolean): Buffer {
  const { topic, payload, retain, contentType } = message;
  const extras = { qos: Math.max(message.qos, 0), packetId, retain, dup: false };
  if (!hasProperties) return encodePublish({ topic, payload }, extras);
  return encodePublish5({ topic, payload, properties: contentTypeProperty(contentType) }, extras, NO_EXTRAS);
}

/** The properties of a CONNACK of MQTT 5, behind its reason code (§3.2.2.3). */
export function readConnackProperties(packet: PacketCursor): NonNullable<IConnackPacket['properties']> {
  const properties = packet.rest();
  const length = 2 + properties.length;
  const bytes = Buffer.alloc(1 + variableByteIntegerSize(length) + length);
  bytes[0] = PACKET_TYPE.connack << 4;
  properties.copy(bytes, writeVariableByteInteger(bytes, 1, length) + 2);
  let read: Packet | undefined;
  const parser = mqttPacket.parser({ protocolVersion: 5 });
  parser.on('packet', (connack) => {
    read = connack;
  });
  parser.on('error', () => {});
  parser.parse(bytes);
  return (read?.cmd === 'connack' && read.properties) || {};
}

const NO_EXTRAS = { identifiers: undefined, expiry: undefined, alias: 0, aliasOnly: false } as const;
const CONTENT_TYPE = 3;
/** Of a handful of payload formats. */
const contentTypes = new Map<string, Buffer>();

function contentTypeProperty(contentType: string | undefined): Buffer | undefined {
  if (contentType === undefined) return undefined;
  const known = contentTypes.get(contentType);
  if (known !== undefined) return known;
  const text = Buffer.from(contentType);
  const property = Buffer.concat([Buffer.of(CONTENT_TYPE, text.length >> 8, text.length & 0xff), text]);
  contentTypes.set(contentType, property);
  return property;
}
