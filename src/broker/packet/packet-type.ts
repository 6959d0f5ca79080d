import { malformed } from './packet-fault.ts';

/** The control packets that a client may send (§2.1.2). */
export const CLIENT_PACKET = {
  connect: 1,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
  auth: 15,
} as const;

/** Those whose flags are 0010 instead of 0000. */
const FLAGGED: readonly number[] = [CLIENT_PACKET.pubrel, CLIENT_PACKET.subscribe, CLIENT_PACKET.unsubscribe];

/** Throws where the flags of a packet other than PUBLISH are not what they have to be [MQTT-2.1.3-1]. */
export function checkFlags(first: number): void {
  const type = first >> 4;
  const expected = FLAGGED.includes(type) ? 2 : 0;
  if (type !== CLIENT_PACKET.publish && (first & 0x0f) !== expected) throw malformed('its flags are wrong');
}
