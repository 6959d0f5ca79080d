import { REASON_CODE } from '../mqtt-protocol/reason-code.ts';
import type { PacketCursor } from './packet-cursor.ts';
import { malformedPacket, PacketFault, protocolError } from './packet-fault.ts';

/** The properties from clients with a meaning for the broker (MQTT 5 §2.2.2). */
export interface ClientProperties {
  sessionExpiryInterval?: number;
  receiveMaximum?: number;
  maximumPacketSize?: number;
  topicAliasMaximum?: number;
  requestProblemInformation?: number;
  authenticationMethod?: string;
  authenticationData?: Buffer;
  willDelayInterval?: number;
  messageExpiryInterval?: number;
  topicAlias?: number;
  subscriptionIdentifier?: number;
  /** The forwarded properties of a message, encoded as received [MQTT-3.3.2-4, -15, -16, -17, -18, -20]. */
  forwarded?: Buffer;
}

const NO_PROPERTIES: ClientProperties = {};

/** A packet with properties, or the will in CONNECT. */
export type PropertyOwner =
  | 'connect'
  | 'will'
  | 'publish'
  | 'acknowledgement'
  | 'subscribe'
  | 'unsubscribe'
  | 'disconnect'
  | 'auth';

interface Property {
  readonly owners: readonly PropertyOwner[];
  readonly read: Read<unknown>;
  /** Where the value has a meaning for the broker. */
  readonly field?: Field;
  readonly forwarded?: boolean;
  readonly repeats?: boolean;
}

/** Throws for a forbidden value. */
type Read<T> = (cursor: PacketCursor) => T;
type Field = keyof ClientProperties;

const EVERY: readonly PropertyOwner[] = [
  ...(['connect', 'will', 'publish', 'acknowledgement'] as const),
  ...(['subscribe', 'unsubscribe', 'disconnect', 'auth'] as const),
];

/** Byte, Two and Four Byte Integer, Variable Byte Integer, UTF-8 String and Binary Data (§2.2.2.2). */
const uint16 = (cursor: PacketCursor) => cursor.uint16();
const uint32 = (cursor: PacketCursor) => cursor.uint32();
const varint = (cursor: PacketCursor) => cursor.varint();
const text = (cursor: PacketCursor) => cursor.text();
const binary = (cursor: PacketCursor) => cursor.binary();

const PROPERTIES: ReadonlyMap<number, Property> = new Map([
  [0x01, forwarded(flag('payload format'))],
  [0x02, field('messageExpiryInterval', uint32, 'will', 'publish')],
  [0x03, forwarded(text)],
  [0x08, forwarded(responseTopic)],
  [0x09, forwarded(binary)],
  [0x0b, field('subscriptionIdentifier', positive('subscription identifier', varint), 'subscribe')],
  [0x11, field('sessionExpiryInterval', uint32, 'connect', 'disconnect')],
  [0x15, field('authenticationMethod', text, 'connect', 'auth')],
  [0x16, field('authenticationData', binary, 'connect', 'auth')],
  [0x17, field('requestProblemInformation', flag('request problem information'), 'connect')],
  [0x18, field('willDelayInterval', uint32, 'will')],
  [0x19, { owners: ['connect'], read: flag('request response information') }],
  [0x1f, { owners: ['acknowledgement', 'disconnect', 'auth'], read: text }],
  [0x21, field('receiveMaximum', positive('receive maximum', uint16), 'connect')],
  [0x22, field('topicAliasMaximum', uint16, 'connect')],
  [0x23, field('topicAlias', topicAlias, 'publish')],
  [0x26, { owners: EVERY, forwarded: true, repeats: true, read: userProperty }],
  [0x27, field('maximumPacketSize', positive('maximum packet size', uint32), 'connect')],
]);

function field<F extends Field>(
  name: F,
  read: Read<ClientProperties[F]>,
  ...owners: readonly PropertyOwner[]
): Property {
  return { owners, read, field: name };
}

function forwarded(read: Read<unknown>): Property {
  return { owners: ['will', 'publish'], read, forwarded: true };
}

/**
 * Reads the properties of a packet. Throws a `PacketFault`: an unknown property, or a property of another
 * packet, is malformed [§2.2.2.2]; a repeated property is a protocol error.
 */
export function readClientProperties(cursor: PacketCursor, owner: PropertyOwner): ClientProperties {
  const length = cursor.varint();
  if (length === 0) return NO_PROPERTIES;
  const end = cursor.at + length;
  if (end > cursor.end) throw malformedPacket('its properties end behind it');
  const properties: ClientProperties = {};
  const kept: Buffer[] = [];
  const seen = new Set<number>();
  while (cursor.at < end) {
    const start = cursor.at;
    const identifier = cursor.varint();
    const property = PROPERTIES.get(identifier);
    if (!property?.owners.includes(owner)) throw malformedPacket(`property ${identifier} is not for it`);
    if (seen.has(identifier) && !property.repeats)
      throw protocolError(`property ${identifier} is there twice`);
    seen.add(identifier);
    const value = property.read(cursor);
    if (property.field) (properties as Record<Field, unknown>)[property.field] = value;
    if (property.forwarded) kept.push(cursor.bytes.subarray(start, cursor.at));
  }
  if (cursor.at !== end) throw malformedPacket('its last property ends behind the others');
  if (kept.length > 0) properties.forwarded = Buffer.concat(kept);
  return properties;
}

function flag(name: string): Read<number> {
  return (cursor) => {
    const value = cursor.byte();
    if (value > 1) throw protocolError(`${name} is ${value}`);
    return value;
  };
}

function positive(name: string, read: Read<number>): Read<number> {
  return (cursor) => {
    const value = read(cursor);
    if (value === 0) throw protocolError(`${name} 0`);
    return value;
  };
}

function topicAlias(cursor: PacketCursor): number {
  const alias = cursor.uint16();
  if (alias === 0) throw new PacketFault(REASON_CODE['topic alias invalid'], 'topic alias 0'); // [MQTT-3.3.2-8]
  return alias;
}

/** [MQTT-3.3.2-14] */
function responseTopic(cursor: PacketCursor): undefined {
  if (/[+#]/.test(cursor.text())) throw protocolError('a response topic with a wildcard');
}

function userProperty(cursor: PacketCursor): undefined {
  cursor.text();
  cursor.text();
}
