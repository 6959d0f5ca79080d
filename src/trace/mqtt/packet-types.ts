import type { Side } from '../packet.ts';

/** MQTT 5.0 §2.1.2, table 2-1; MQTT 3.1 and 3.1.1 have all but AUTH, and DISCONNECT from the client only. */
export interface PacketType {
  readonly name: PacketName;
  readonly sentBy: Side | 'both';
  /** The low four bits of the first byte where the standard fixes them [MQTT-2.1.3-1]; PUBLISH uses them. */
  readonly flags?: number;
}

export type PacketName =
  | 'connect'
  | 'connack'
  | 'publish'
  | 'puback'
  | 'pubrec'
  | 'pubrel'
  | 'pubcomp'
  | 'subscribe'
  | 'suback'
  | 'unsubscribe'
  | 'unsuback'
  | 'pingreq'
  | 'pingresp'
  | 'disconnect'
  | 'auth';

/** The type in the high four bits of a packet's first byte; undefined for 0, which is reserved. */
export function packetType(firstByte: number): PacketType | undefined {
  return TYPES[firstByte >> 4];
}

const TYPES: readonly (PacketType | undefined)[] = [
  undefined,
  { name: 'connect', sentBy: 'client', flags: 0 },
  { name: 'connack', sentBy: 'broker', flags: 0 },
  { name: 'publish', sentBy: 'both' },
  { name: 'puback', sentBy: 'both', flags: 0 },
  { name: 'pubrec', sentBy: 'both', flags: 0 },
  { name: 'pubrel', sentBy: 'both', flags: 2 },
  { name: 'pubcomp', sentBy: 'both', flags: 0 },
  { name: 'subscribe', sentBy: 'client', flags: 2 },
  { name: 'suback', sentBy: 'broker', flags: 0 },
  { name: 'unsubscribe', sentBy: 'client', flags: 2 },
  { name: 'unsuback', sentBy: 'broker', flags: 0 },
  { name: 'pingreq', sentBy: 'client', flags: 0 },
  { name: 'pingresp', sentBy: 'broker', flags: 0 },
  { name: 'disconnect', sentBy: 'both', flags: 0 },
  { name: 'auth', sentBy: 'both', flags: 0 },
];
