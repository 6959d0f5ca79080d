import type { IConnackPacket } from 'mqtt';
import type { Failure } from '../failure.ts';
import { REASON_CODE } from '../mqtt-protocol/reason-code.ts';
import { variableByteIntegerSize } from '../mqtt-protocol/variable-byte-integer.ts';
import type { OutgoingMessage } from '../session.ts';
import { refusedMessage } from './refusal.ts';

/** Why a broker would refuse a message; undefined if it takes it. */
export type ServerLimits = (message: OutgoingMessage) => Failure | undefined;

/** More than a PUBLISH has beside its topic and payload. */
const OVERHEAD = 512;

/**
 * The limits in a CONNACK of MQTT 5: Maximum QoS [MQTT-3.2.2-11], Retain Available [MQTT-3.2.2-14] and Maximum Packet
 * Size [MQTT-3.2.2-15]. A client sends nothing beyond them, for the broker may end the connection. Undefined for none.
 */
export function serverLimits(properties: IConnackPacket['properties']): ServerLimits | undefined {
  const { maximumQoS = 2, retainAvailable = true, maximumPacketSize } = properties ?? {};
  if (maximumQoS === 2 && retainAvailable && maximumPacketSize === undefined) return undefined;
  const maxBytes = maximumPacketSize ?? Number.POSITIVE_INFINITY;
  return (message) => {
    if (message.qos > maximumQoS) return refusedMessage(REASON_CODE['QoS not supported']);
    if (message.retain && !retainAvailable) return refusedMessage(REASON_CODE['retain not supported']);
    return isTooLarge(message, maxBytes) ? refusedMessage(REASON_CODE['packet too large']) : undefined;
  };
}

/** Characters of a topic have up to three bytes each: most messages need not be counted. */
function isTooLarge(message: OutgoingMessage, maxBytes: number): boolean {
  const { topic, payload } = message;
  return 3 * topic.length + payload.length + OVERHEAD > maxBytes && packetBytes(message) > maxBytes;
}

/** The length of a PUBLISH of MQTT 5. */
function packetBytes({ topic, payload, qos, contentType }: OutgoingMessage): number {
  const properties = contentType === undefined ? 0 : 3 + Buffer.byteLength(contentType);
  const packetId = qos > 0 ? 2 : 0;
  const rest =
    2 +
    Buffer.byteLength(topic) +
    packetId +
    variableByteIntegerSize(properties) +
    properties +
    payload.length;
  return 1 + variableByteIntegerSize(rest) + rest;
}
