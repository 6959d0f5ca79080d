import { internetChecksum } from './checksum.ts';
import { pseudoHeader, u16 } from './ip.ts';

export const TCP = 6;

export interface Segment {
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly options?: Uint8Array;
  readonly payload?: Uint8Array;
}

export const FLAG = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const;

const WINDOW = 65_535;

/** A TCP segment with its checksum (RFC 9293 §3.1). */
export function tcpSegment(source: Uint8Array, target: Uint8Array, segment: Segment): Uint8Array {
  const { options = NOTHING, payload = NOTHING } = segment;
  const header = Buffer.alloc(20 + options.length);
  header.writeUInt16BE(segment.sourcePort, 0);
  header.writeUInt16BE(segment.targetPort, 2);
  header.writeUInt32BE(segment.sequence, 4);
  header.writeUInt32BE(segment.acknowledgement, 8);
  header[12] = (header.length / 4) << 4;
  header[13] = segment.flags;
  header.writeUInt16BE(WINDOW, 14);
  header.set(options, 20);
  const length = header.length + payload.length;
  const checksum = internetChecksum(pseudoHeader(source, target, TCP, length), header, payload);
  header.set(u16(checksum), 16);
  return Buffer.concat([header, payload]);
}

const NOTHING = new Uint8Array(0);
