import { packetType } from '../../mqtt-protocol/packet-type.ts';
import { malformed } from './packet-fault.ts';

/** Throws if the flags of a packet other than PUBLISH are wrong [MQTT-2.1.3-1]. */
export function checkFlags(first: number): void {
  const flags = packetType(first)?.flags;
  if (flags !== undefined && (first & 0x0f) !== flags) throw malformed('its flags are wrong');
}
