import { packetType } from '../mqtt-protocol/packet-type.ts';
import { malformedPacket } from './packet-fault.ts';

/** Throws for wrong flags of a packet other than PUBLISH [MQTT-2.1.3-1]. */
export function checkFlags(firstByte: number): void {
  const flags = packetType(firstByte)?.flags;
  if (flags !== undefined && (firstByte & 0x0f) !== flags) throw malformedPacket('its flags are wrong');
}
