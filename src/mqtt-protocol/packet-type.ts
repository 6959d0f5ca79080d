/** The control packets by their type number, the high four bits of a packet's first byte (MQTT 5.0 §2.1.2). */
export const PACKET_TYPE = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
  auth: 15,
} as const;

export type PacketName = keyof typeof PACKET_TYPE;

/** MQTT 3.1 and 3.1.1 have no AUTH, and their DISCONNECT comes from the client only. */
export interface PacketType {
  readonly name: PacketName;
  readonly sentBy: 'client' | 'broker' | 'both';
  /** The low four bits of the first byte. PUBLISH alone has bits of its own there [MQTT-2.1.3-1]. */
  readonly flags: number | undefined;
}

/** The type in a packet's first byte; undefined for the reserved type 0. */
export function packetType(firstByte: number): PacketType | undefined {
  return TYPES[firstByte >> 4];
}

const CLIENT_ONLY: readonly PacketName[] = ['connect', 'subscribe', 'unsubscribe', 'pingreq'];
const BROKER_ONLY: readonly PacketName[] = ['connack', 'suback', 'unsuback', 'pingresp'];
const FLAGS_2: readonly PacketName[] = ['pubrel', 'subscribe', 'unsubscribe'];

const TYPES: readonly (PacketType | undefined)[] = [
  undefined,
  ...(Object.keys(PACKET_TYPE) as PacketName[]).map((name) => ({
    name,
    sentBy: senderOf(name),
    flags: name === 'publish' ? undefined : FLAGS_2.includes(name) ? 2 : 0,
  })),
];

function senderOf(name: PacketName): PacketType['sentBy'] {
  if (CLIENT_ONLY.includes(name)) return 'client';
  return BROKER_ONLY.includes(name) ? 'broker' : 'both';
}
