import { once } from 'node:events';
import { connect } from 'node:net';
import { answerTo, CONNECT, connectPeer, encoded } from './peer.ts';
import { outcomeOf, type Row } from './row.ts';

const PUBLISH = { cmd: 'publish', payload: 'x', qos: 0, dup: false, retain: false } as const;

/** Strings refused by MQTT as ill-formed UTF-8 (MQTT 3.1.1 §1.5.3, and mosquitto). */
const BAD_STRINGS: readonly (readonly [what: string, bytes: Buffer])[] = [
  ['U+0000', Buffer.from('a\0b')],
  ['U+0001', Buffer.from('a\x01b')],
  ['U+001F', Buffer.from('a\x1fb')],
  ['U+007F', Buffer.from('a\x7fb')],
  ['U+009F', Buffer.from('a\u009fb')],
  ['an unpaired surrogate', Buffer.of(0x61, 0xed, 0xa0, 0x80)],
  ['an overlong encoding', Buffer.of(0x61, 0xc0, 0xaf)],
  ['half a character', Buffer.of(0x61, 0xe2, 0x82)],
  ['a byte that no character has', Buffer.of(0x61, 0xff)],
];

const BAD_PACKETS: readonly (readonly [what: string, bytes: Buffer])[] = [
  ['PUBLISH with packet id 0 [2.3.1-1]', Buffer.of(0x32, 5, 0, 1, 0x61, 0, 0)],
  ['SUBSCRIBE with packet id 0 [2.3.1-1]', Buffer.of(0x82, 6, 0, 0, 0, 1, 0x61, 0)],
  ['UNSUBSCRIBE with packet id 0 [2.3.1-1]', Buffer.of(0xa2, 5, 0, 0, 0, 1, 0x61)],
  ['SUBSCRIBE without a filter [3.8.3-3]', Buffer.of(0x82, 2, 0, 1)],
  ['UNSUBSCRIBE without a filter [3.10.3-2]', Buffer.of(0xa2, 2, 0, 1)],
  ['SUBSCRIBE at QoS 3 [3-8.3-4]', Buffer.of(0x82, 6, 0, 1, 0, 1, 0x61, 3)],
  ['SUBSCRIBE with reserved flags [3.8.1-1]', Buffer.of(0x80, 6, 0, 1, 0, 1, 0x61, 0)],
  ['UNSUBSCRIBE with reserved flags [3.10.1-1]', Buffer.of(0xa0, 5, 0, 1, 0, 1, 0x61)],
  ['PUBREL with reserved flags [3.6.1-1]', Buffer.of(0x60, 2, 0, 1)],
  ['PUBLISH at QoS 3 [3.3.1-4]', Buffer.of(0x36, 5, 0, 1, 0x61, 0, 1)],
  ['PUBLISH whose topic is longer than the packet', Buffer.of(0x30, 3, 0, 9, 0x61)],
  ['a remaining length of five bytes (§2.2.3)', Buffer.of(0x30, 0x80, 0x80, 0x80, 0x80, 1)],
  ['packet type 0', Buffer.of(0, 0)],
  ['packet type 15', Buffer.of(0xf0, 0)],
];

/** Packets a client of MQTT 3.1.1 may not send: they end its connection. And odd packets it may send. */
export const FAULTS: readonly Row[] = [
  ...BAD_STRINGS.flatMap(([what, bytes]) => [
    ...[['topic', publishBytes(bytes)] as const, ['filter', subscribeBytes(bytes)] as const].map(
      ([where, packet]) => ({
        name: `closes a connection at ${what} in a ${where} [1.5.3-1, -2]`,
        happens: async (port: number) => outcomeOf(await connectPeer(port), packet),
        expected: 'closed',
      }),
    ),
    ...(['client id', 'user name', "will's topic"] as const).map((where) => ({
      name: `accepts no CONNECT with ${what} in its ${where} [1.5.3-1, -2]`,
      happens: async (port: number) => (await answerTo(port, connectBytes(where, bytes))) === 'connack 0',
      expected: false,
    })),
  ]),
  ...BAD_PACKETS.map(([what, bytes]) => ({
    name: `closes a connection at ${what}`,
    happens: async (port: number) => outcomeOf(await connectPeer(port), bytes),
    expected: 'closed',
  })),
  {
    name: 'accepts no CONNECT with a will at QoS 3 [3.1.2-14]',
    happens: (port) => answerTo(port, changed(connectBytes("will's topic", Buffer.from('w')), 9, 0x1e)),
    expected: 'closed',
  },
  {
    name: 'accepts no CONNECT with bytes behind its last field',
    happens: (port) => {
      const bytes = encoded({ ...CONNECT, clientId: 'behind' });
      return answerTo(port, changed(Buffer.concat([bytes, Buffer.of(0)]), 1, (bytes[1] ?? 0) + 1));
    },
    expected: 'closed',
  },
  {
    name: 'answers each filter of a SUBSCRIBE, also those that are named again [3.9.3-1]',
    happens: async (port) => (await connectPeer(port)).subscribe(['rep', 2], ['rep', 0], ['rep', 1]),
    expected: [2, 0, 1],
  },
  {
    name: 'sends nothing behind UNSUBACK [3.10.4-2]',
    happens: async (port) => {
      const peer = await connectPeer(port);
      await peer.subscribe(['behind3', 0], ['behind3-end', 1]);
      const publish = { ...PUBLISH, topic: 'behind3' };
      const unsubscribe = encoded({ cmd: 'unsubscribe', messageId: 77, unsubscriptions: ['behind3'] });
      peer.sendBytes(Buffer.concat([encoded(publish, publish), unsubscribe, encoded(publish)]));
      await peer.publish('behind3-end', 'end', { qos: 1 });
      return peer.heardUntil('end');
    },
    expected: ['behind3 x q0 r0 d0', 'behind3 x q0 r0 d0'],
  },
  {
    name: 'publishes a QoS 2 message once that is there twice in one segment [4.3.3-2]',
    happens: async (port) => {
      const peer = await connectPeer(port);
      await peer.subscribe(['segment', 2]);
      const twice = { ...PUBLISH, topic: 'segment', qos: 2, messageId: 900 } as const;
      peer.sendBytes(encoded(twice, { ...twice, dup: true }, { cmd: 'pubrel', messageId: 900 }));
      await peer.publish('segment', 'end', { qos: 2 });
      return peer.heardUntil('end');
    },
    expected: ['segment x q2 r0 d0'],
  },
  {
    name: 'sends what is retained once to who subscribes right behind it',
    happens: async (port) => {
      const peer = await connectPeer(port);
      const retained = { ...PUBLISH, topic: 'right-behind', retain: true };
      peer.sendBytes(encoded(retained));
      await peer.subscribe(['right-behind', 1]);
      await peer.publish('right-behind', 'end', { qos: 1 });
      return peer.heardUntil('end');
    },
    expected: ['right-behind x q0 r1 d0'],
  },
  ...['__proto__', 'constructor', 'hasOwnProperty'].map((name) => ({
    name: `takes ${name} for a name like any other: client id, topic, filter, group`,
    happens: async (port: number) => {
      const peer = await connectPeer(port, { clientId: name, clean: false });
      await peer.subscribe([`${name}/#`, 1]);
      const member = await connectPeer(port);
      await member.subscribe([`$share/${name}/${name}`, 0]);
      await peer.publish(name, 'x', { qos: 1, retain: true });
      const heard = [...(await member.heard(1)), ...(await peer.heard(1))];
      await peer.publish(name, '', { qos: 1, retain: true });
      await peer.leave();
      return heard;
    },
    expected: [`${name} x q0 r0 d0`, `${name} x q1 r0 d0`],
  })),
  {
    name: 'publishes for 50 of 50 clients that connect, publish, disconnect and close without waiting',
    happens: async (port) => {
      const peer = await connectPeer(port);
      await peer.subscribe(['hasty/#', 1]);
      await Promise.all(Array.from({ length: 50 }, (_, n) => publishHastily(port, n)));
      return (await peer.heard(50)).length;
    },
    expected: 50,
  },
];

async function publishHastily(port: number, n: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.end(
    encoded(
      { ...CONNECT, clientId: `hasty-${n}` },
      { ...PUBLISH, topic: `hasty/${n}` },
      { cmd: 'disconnect' },
    ),
  );
  socket.resume();
  await once(socket, 'close');
}

function publishBytes(topic: Buffer): Buffer {
  return packet(0x30, text(topic));
}

function subscribeBytes(filter: Buffer): Buffer {
  return packet(0x82, Buffer.of(0, 1), text(filter), Buffer.of(0));
}

/** CONNECT of MQTT 3.1.1 with this string in one of its places. */
function connectBytes(where: 'client id' | 'user name' | "will's topic", bytes: Buffer): Buffer {
  const flags = { 'client id': 0x02, 'user name': 0x82, "will's topic": 0x06 }[where];
  const id = text(where === 'client id' ? bytes : Buffer.from('fault'));
  const rest = {
    'client id': [],
    'user name': [text(bytes)],
    "will's topic": [text(bytes), text(Buffer.from('x'))],
  };
  return packet(0x10, Buffer.from('\0\x04MQTT\x04'), Buffer.of(flags, 0, 60), id, ...rest[where]);
}

function packet(first: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(first, body.length), body]);
}

function text(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0, bytes.length), bytes]);
}

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}
