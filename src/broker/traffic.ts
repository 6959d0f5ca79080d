import { PACKET_TYPE } from '../mqtt-protocol/packet-type.ts';
import type { ScannedPacket } from './packet-scanner.ts';

/** What went each way over a connection, or over several. */
export interface Traffic {
  readonly received: Flow;
  readonly sent: Flow;
}

export interface Flow {
  bytes: number;
  /** Control packets of every type, which is what `$SYS` calls messages. */
  packets: number;
  publishes: number;
}

export function noTraffic(): Traffic {
  return { received: { bytes: 0, packets: 0, publishes: 0 }, sent: { bytes: 0, packets: 0, publishes: 0 } };
}

export function count(flow: Flow, packet: ScannedPacket): void {
  flow.packets += 1;
  if (packet.type === PACKET_TYPE.publish) flow.publishes += 1;
}

export function addTraffic(to: Traffic, more: Traffic): void {
  addFlow(to.received, more.received);
  addFlow(to.sent, more.sent);
}

function addFlow(to: Flow, more: Flow): void {
  to.bytes += more.bytes;
  to.packets += more.packets;
  to.publishes += more.publishes;
}
