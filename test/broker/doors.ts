import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Random } from './random-packets.ts';

/** A transport of a listener, as an attacker uses it. */
export interface Door {
  readonly dial: (port: number) => Socket;
  /** The event of a connection that takes bytes. */
  readonly opened: 'connect' | 'secureConnect';
  /** The pieces on the wire for these packets. */
  readonly wrap: (packets: readonly Buffer[], random: Random) => readonly Buffer[];
}

const HOST = '127.0.0.1';
const dialTcp = (port: number): Socket => connect({ port, host: HOST, noDelay: true });
const dialTls = (port: number): Socket => connectTls({ port, host: HOST, rejectUnauthorized: false });

export const DOORS = {
  mqtt: { dial: dialTcp, opened: 'connect', wrap: (packets) => packets },
  mqtts: { dial: dialTls, opened: 'secureConnect', wrap: (packets) => packets },
  ws: { dial: dialTcp, opened: 'connect', wrap: wrapInFrames },
  wss: { dial: dialTls, opened: 'secureConnect', wrap: wrapInFrames },
} as const satisfies Record<string, Door>;

const UPGRADE = [
  'GET / HTTP/1.1',
  `Host: ${HOST}`,
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Protocol: mqtt',
  '\r\n',
].join('\r\n');

/** The handshake, and each packet in a frame; one handshake or frame in twenty is broken. */
function wrapInFrames(packets: readonly Buffer[], random: Random): readonly Buffer[] {
  const upgrade = random() < 0.05 ? UPGRADE.slice(0, random() * UPGRADE.length) : UPGRADE;
  return [Buffer.from(upgrade), ...packets.map((packet) => frameOf(packet, random))];
}

/** A masked binary frame (RFC 6455 §5.2). The mask is zero: the server unmasks all the same. */
function frameOf(packet: Buffer, random: Random): Buffer {
  const length = packet.length;
  const size = length < 126 ? [length] : [126, length >> 8, length & 0xff];
  const head = Buffer.from([0x82, 0x80 | (size[0] ?? 0), ...size.slice(1), 0, 0, 0, 0]);
  if (random() < 0.05) head[Math.floor(random() * head.length)] = random() * 256;
  return Buffer.concat([head, packet]);
}
