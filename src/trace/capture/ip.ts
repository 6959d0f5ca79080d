import { isIPv4 } from 'node:net';
import { internetChecksum } from './checksum.ts';

/** Two ends of a conversation in one address family: 4 bytes each, or 16. */
export interface IpPair {
  readonly client: Uint8Array;
  readonly broker: Uint8Array;
}

/** The addresses as bytes. Beside an IPv6 address, an IPv4 address is `::ffff:a.b.c.d` (RFC 4291 §2.5.5.2). */
export function pairAddresses(client: string, broker: string): IpPair {
  const plain = [client, broker].map((address) =>
    address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, ''),
  );
  const [a = '', b = ''] = plain;
  const toBytes = isIPv4(a) && isIPv4(b) ? ipv4Bytes : ipv6Bytes;
  return { client: toBytes(a), broker: toBytes(b) };
}

function ipv4Bytes(address: string): Uint8Array {
  return Uint8Array.from(address.split('.').map(Number));
}

function ipv6Bytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from([...new Array(10).fill(0), 0xff, 0xff, ...ipv4Bytes(address)]);
  const [head = '', tail] = address.split('::');
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const zeros = new Array<number>(Math.max(0, 8 - front.length - back.length)).fill(0);
  return Uint8Array.from([...front, ...zeros, ...back].flatMap((group) => [group >> 8, group & 0xff]));
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

/** An Ethernet frame and IP packet around a TCP segment or UDP datagram with its checksum. */
export function ethernetFrame(
  source: Uint8Array,
  target: Uint8Array,
  protocol: number,
  segment: Uint8Array,
): Uint8Array {
  const header = source.length === 4 ? ipv4Header : ipv6Header;
  const etherType = source.length === 4 ? [0x08, 0x00] : [0x86, 0xdd];
  return Buffer.concat([
    macOf(target),
    macOf(source),
    Uint8Array.from(etherType),
    header(source, target, protocol, segment.length),
    segment,
  ]);
}

/** The pseudo-header in the checksums of TCP and UDP (RFC 9293 §3.1, RFC 8200 §8.1). */
export function pseudoHeader(
  source: Uint8Array,
  target: Uint8Array,
  protocol: number,
  length: number,
): Uint8Array {
  return Buffer.concat([source, target, Uint8Array.from([0, protocol]), u16(length)]);
}

export function u16(value: number): Uint8Array {
  return Uint8Array.from([(value >> 8) & 0xff, value & 0xff]);
}

function ipv4Header(source: Uint8Array, target: Uint8Array, protocol: number, length: number): Uint8Array {
  // version and header length; no fragments; time to live 64 (RFC 791 §3.1)
  const front = Uint8Array.from([0x45, 0, ...u16(20 + length), 0, 0, 0x40, 0, 64, protocol]);
  const checksum = internetChecksum(front, source, target);
  return Buffer.concat([front, u16(checksum), source, target]);
}

function ipv6Header(source: Uint8Array, target: Uint8Array, protocol: number, length: number): Uint8Array {
  return Buffer.concat([Uint8Array.from([0x60, 0, 0, 0, ...u16(length), protocol, 64]), source, target]);
}

/** A locally administered address made from the last bytes of the IP address. */
function macOf(address: Uint8Array): Uint8Array {
  return Uint8Array.from([0x02, 0x00, ...address.slice(-4)]);
}
