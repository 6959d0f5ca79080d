import type { Packet } from '../trace/packet.ts';

/** The clean session flag of CONNECT (MQTT 3.1.1 §3.1.2.4), clean start in MQTT 5. */
const CLEAN = 0x02;

/** A CONNECT with the flag set or cleared; undefined if the flag is so already. */
export function withCleanFlag(packet: Packet, isClean: boolean): Buffer | undefined {
  const at = packet.fields.find(({ name }) => name === 'connect flags')?.offset;
  if (at === undefined || packet.facts.cleanSession === isClean) return undefined;
  const bytes = Buffer.from(packet.bytes);
  bytes[at] = (bytes[at] ?? 0) ^ CLEAN;
  return bytes;
}
