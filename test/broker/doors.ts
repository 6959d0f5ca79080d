import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { mutated, type Random } from './random-packets.ts';

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
  ws: { dial: dialTcp, opened: 'connect', wrap: (packets, random) => wrapInFrames(packets, random) },
  wss: { dial: dialTls, opened: 'secureConnect', wrap: (packets, random) => wrapInFrames(packets, random) },
} as const satisfies Record<string, Door>;

const HANDSHAKE = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Protocol: mqtt',
];
const MQTT_REQUEST = ['GET / HTTP/1.1', `Host: ${HOST}`];
const BINARY = 2;
const TEXT = 1;

/** The page of a dashboard: a token, and then JSON that is wrong in places, as many messages as there are packets. */
export function pageDoor(port: number, token: string, messages: readonly unknown[]): Door {
  const request = ['GET /live HTTP/1.1', `Host: ${HOST}:${port}`, `Origin: http://${HOST}:${port}`];
  const wrap = (packets: readonly Buffer[], random: Random): readonly Buffer[] => {
    const known = random() < 0.9 ? token : 'wrong';
    const texts = packets.map(() => {
      const text = Buffer.from(JSON.stringify(messages[Math.floor(random() * messages.length)]));
      return random() < 0.5 ? text : mutated(random, text);
    });
    const first = Buffer.from(JSON.stringify({ type: 'token', token: known }));
    return wrapInFrames([first, ...texts], random, { request, opcode: TEXT });
  };
  return { dial: dialTcp, opened: 'connect', wrap };
}

/** The handshake, and each packet in a frame; one handshake or frame in twenty is broken. */
function wrapInFrames(
  packets: readonly Buffer[],
  random: Random,
  { request, opcode } = { request: MQTT_REQUEST, opcode: BINARY },
): readonly Buffer[] {
  const upgrade = `${[...request, ...HANDSHAKE].join('\r\n')}\r\n\r\n`;
  const sent = random() < 0.05 ? upgrade.slice(0, random() * upgrade.length) : upgrade;
  return [Buffer.from(sent), ...packets.map((packet) => frameOf(opcode, packet, random))];
}

/** A masked frame (RFC 6455 §5.2). The mask is zero: the server unmasks all the same. */
function frameOf(opcode: number, packet: Buffer, random: Random): Buffer {
  const length = packet.length;
  const size = length < 126 ? [length] : [126, length >> 8, length & 0xff];
  const head = Buffer.from([0x80 | opcode, 0x80 | (size[0] ?? 0), ...size.slice(1), 0, 0, 0, 0]);
  if (random() < 0.05) head[Math.floor(random() * head.length)] = random() * 256;
  return Buffer.concat([head, packet]);
}
