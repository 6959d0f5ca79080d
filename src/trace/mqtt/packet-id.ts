import type { Cursor } from '../cursor.ts';

/** MQTT 5.0 §2.2.1: 1 to 65535; 0 is read and noted as a fault. */
export function readPacketId(cursor: Cursor): number {
  const packetId = cursor.u16('packet identifier');
  if (packetId === 0) cursor.faults.push('packet identifier 0 [MQTT-2.2.1-3]');
  return packetId;
}
