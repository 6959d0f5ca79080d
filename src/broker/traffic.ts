import { PACKET_TYPE, type ScannedPacket } from './packet-scanner.ts';

/** What went each way over a connection, or over several. */
export interface Traffic {
  readonly received: Flow;
  readonly sent: Flow;
}

export interface Flow {
  bytes: number;
  /** Control packets of any type, which is what mosquitto calls messages. */
  packets: number;
  publishes: number;
  /** Bytes of the PUBLISH packets, fixed header included. */
  publishBytes: number;
}

export function noTraffic(): Flow {
  return { bytes: 0, packets: 0, publishes: 0, publishBytes: 0 };
}

export function count(flow: Flow, packet: ScannedPacket): void {
  flow.packets += 1;
  if (packet.type !== PACKET_TYPE.publish) return;
  flow.publishes += 1;
  flow.publishBytes += packet.bytes;
}
