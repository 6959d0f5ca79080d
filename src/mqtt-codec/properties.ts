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
  /** Reads the value; throws for a forbidden value. */
  read(cursor: PacketCursor, properties: ClientProperties): void;
  readonly forwarded?: boolean;
  readonly repeats?: boolean;
}

const EVERY: readonly PropertyOwner[] = [
  ...(['connect', 'will', 'publish', 'acknowledgement'] as const),
  ...(['subscribe', 'unsubscribe', 'disconnect', 'auth'] as const),
];
const MESSAGE: readonly PropertyOwner[] = ['will', 'publish'];

const PROPERTIES: ReadonlyMap<number, Property> = new Map<number, Property>([
  [0x01, { owners: MESSAGE, forwarded: true, read: (cursor) => void flag(cursor, 'payload format') }],
  [
    0x02,
    {
      owners: MESSAGE,
      read: (cursor, properties) => {
        properties.messageExpiryInterval = cursor.uint32();
      },
    },
  ],
  [0x03, { owners: MESSAGE, forwarded: true, read: (cursor) => void cursor.text() }],
  [0x08, { owners: MESSAGE, forwarded: true, read: responseTopic }],
  [0x09, { owners: MESSAGE, forwarded: true, read: (cursor) => void cursor.binary() }],
  [
    0x0b,
    {
      owners: ['subscribe'],
      read: (cursor, properties) => {
        properties.subscriptionIdentifier = positive(cursor.varint(), 'subscription identifier');
      },
    },
  ],
  [
    0x11,
    {
      owners: ['connect', 'disconnect'],
      read: (cursor, properties) => {
        properties.sessionExpiryInterval = cursor.uint32();
      },
    },
  ],
  [
    0x15,
    {
      owners: ['connect', 'auth'],
      read: (cursor, properties) => {
        properties.authenticationMethod = cursor.text();
      },
    },
  ],
  [
    0x16,
    {
      owners: ['connect', 'auth'],
      read: (cursor, properties) => {
        properties.authenticationData = cursor.binary();
      },
    },
  ],
  [
    0x17,
    {
      owners: ['connect'],
      read: (cursor, properties) => {
        properties.requestProblemInformation = flag(cursor, 'request problem information');
      },
    },
  ],
  [
    0x18,
    {
      owners: ['will'],
      read: (cursor, properties) => {
        properties.willDelayInterval = cursor.uint32();
      },
    },
  ],
  [0x19, { owners: ['connect'], read: (cursor) => void flag(cursor, 'request response information') }],
  [0x1f, { owners: ['acknowledgement', 'disconnect', 'auth'], read: (cursor) => void cursor.text() }],
  [
    0x21,
    {
      owners: ['connect'],
      read: (cursor, properties) => {
        properties.receiveMaximum = positive(cursor.uint16(), 'receive maximum');
      },
    },
  ],
  [
    0x22,
    {
      owners: ['connect'],
      read: (cursor, properties) => {
        properties.topicAliasMaximum = cursor.uint16();
      },
    },
  ],
  [0x23, { owners: ['publish'], read: topicAlias }],
  [0x26, { owners: EVERY, forwarded: true, repeats: true, read: userProperty }],
  [
    0x27,
    {
      owners: ['connect'],
      read: (cursor, properties) => {
        properties.maximumPacketSize = positive(cursor.uint32(), 'maximum packet size');
      },
    },
  ],
]);

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
  const forwarded: Buffer[] = [];
  const seen = new Set<number>();
  while (cursor.at < end) {
    const start = cursor.at;
    const identifier = cursor.varint();
    const property = PROPERTIES.get(identifier);
    if (!property?.owners.includes(owner)) throw malformedPacket(`property ${identifier} is not for it`);
    if (seen.has(identifier) && !property.repeats)
      throw protocolError(`property ${identifier} is there twice`);
    seen.add(identifier);
    property.read(cursor, properties);
    if (property.forwarded) forwarded.push(cursor.bytes.subarray(start, cursor.at));
  }
  if (cursor.at !== end) throw malformedPacket('its last property ends behind the others');
  if (forwarded.length > 0) properties.forwarded = Buffer.concat(forwarded);
  return properties;
}

function flag(cursor: PacketCursor, name: string): number {
  const value = cursor.byte();
  if (value > 1) throw protocolError(`${name} is ${value}`);
  return value;
}

function positive(value: number, name: string): number {
  if (value === 0) throw protocolError(`${name} 0`);
  return value;
}

function topicAlias(cursor: PacketCursor, properties: ClientProperties): void {
  const alias = cursor.uint16();
  if (alias === 0) throw new PacketFault(REASON_CODE['topic alias invalid'], 'topic alias 0'); // [MQTT-3.3.2-8]
  properties.topicAlias = alias;
}

/** [MQTT-3.3.2-14] */
function responseTopic(cursor: PacketCursor): void {
  if (/[+#]/.test(cursor.text())) throw protocolError('a response topic with a wildcard');
}

function userProperty(cursor: PacketCursor): void {
  cursor.text();
  cursor.text();
}
