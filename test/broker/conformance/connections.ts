import { answerTo, CONNECT, connectPeer, encoded } from './peer.ts';
import type { Row } from './row.ts';

const will = (topic: string, more: object = {}) => ({
  topic,
  payload: Buffer.from('gone'),
  qos: 1 as const,
  retain: false,
  ...more,
});

/** CONNECT, sessions, take-over and wills: MQTT 3.1.1 §3.1, §3.2, §3.14. */
export const CONNECTIONS: readonly Row[] = [
  {
    name: 'accepts an empty client id in a clean session [3.1.3-6]',
    happens: async (port) => (await connectPeer(port, { clientId: '' })).connack.returnCode,
    expected: 0,
  },
  {
    name: 'refuses an empty client id in a kept session with code 2 [3.1.3-8]',
    happens: async (port) => {
      const kept = withByte(encoded({ ...CONNECT, clientId: '' }), 9, 0x00);
      return answerTo(port, kept);
    },
    expected: 'connack 2',
  },
  {
    name: 'says that a session is present, also one without subscriptions [3.2.2-2]',
    happens: async (port) => {
      const first = await connectPeer(port, { clientId: 'present', clean: false });
      await first.leave();
      const second = await connectPeer(port, { clientId: 'present', clean: false });
      await second.leave();
      const clean = await connectPeer(port, { clientId: 'present' });
      await clean.leave();
      const after = await connectPeer(port, { clientId: 'present', clean: false });
      return [first, second, clean, after].map(({ connack }) => connack.sessionPresent);
    },
    expected: [false, true, false, false],
  },
  {
    name: 'forgets a session, its subscriptions and messages when it comes back clean [3.1.2-6]',
    happens: async (port) => {
      const first = await connectPeer(port, { clientId: 'forgotten', clean: false });
      await first.subscribe(['forgotten/a', 1]);
      await first.leave();
      const writer = await connectPeer(port);
      await writer.publish('forgotten/a', 'while away', { qos: 1 });
      await (await connectPeer(port, { clientId: 'forgotten' })).leave();
      const again = await connectPeer(port, { clientId: 'forgotten', clean: false });
      await writer.publish('forgotten/a', 'after', { qos: 1 });
      await again.subscribe(['forgotten/end', 1]);
      await writer.publish('forgotten/end', 'end', { qos: 1 });
      return again.heardUntil('end');
    },
    expected: [],
  },
  {
    name: 'closes the connection of a client whose id connects again [3.1.4-2]',
    happens: async (port) => {
      const first = await connectPeer(port, { clientId: 'twice' });
      const second = await connectPeer(port, { clientId: 'twice' });
      await first.closed;
      await second.publish('twice', 'still here', { qos: 1 });
      return second.connack.returnCode;
    },
    expected: 0,
  },
  {
    name: 'hands a kept session over to the connection that takes its place',
    happens: async (port) => {
      const first = await connectPeer(port, { clientId: 'moved', clean: false });
      await first.subscribe(['moved', 1]);
      const second = await connectPeer(port, { clientId: 'moved', clean: false });
      await first.closed;
      const writer = await connectPeer(port);
      for (const payload of ['a', 'b', 'end']) await writer.publish('moved', payload, { qos: 1 });
      return [second.connack.sessionPresent, ...(await second.heardUntil('end'))];
    },
    expected: [true, 'moved a q1 r0 d0', 'moved b q1 r0 d0'],
  },
  {
    name: 'publishes the will of a connection that is taken over, and that of its successor',
    happens: async (port) => {
      const watcher = await connectPeer(port);
      await watcher.subscribe(['heir/#', 1]);
      const first = await connectPeer(port, { clientId: 'heir', will: will('heir/first') });
      const second = await connectPeer(port, { clientId: 'heir', will: will('heir/second') });
      await first.closed;
      second.vanish();
      const third = await connectPeer(port, { clientId: 'heir', will: will('heir/third') });
      third.vanish();
      return [...(await watcher.heard(3))].sort();
    },
    expected: ['heir/first gone q1 r0 d0', 'heir/second gone q1 r0 d0', 'heir/third gone q1 r0 d0'],
  },
  {
    name: 'publishes no will after DISCONNECT [3.14.4-3]',
    happens: async (port) => {
      const watcher = await connectPeer(port);
      await watcher.subscribe(['polite/#', 1]);
      await (await connectPeer(port, { will: will('polite/will') })).leave();
      const rude = await connectPeer(port, { will: will('polite/rude', { payload: Buffer.from('end') }) });
      rude.vanish();
      return watcher.heardUntil('end');
    },
    expected: [],
  },
  {
    name: 'publishes and retains the will of a client that is silent for 1.5 keep-alives [3.1.2-24]',
    happens: async (port) => {
      const watcher = await connectPeer(port);
      await watcher.subscribe(['silent', 1]);
      await connectPeer(port, { keepalive: 1, will: will('silent', { qos: 2, retain: true }) });
      const heard = await watcher.heard(1);
      const late = await connectPeer(port);
      await late.subscribe(['silent', 2]);
      return [...heard, ...(await late.heard(1))];
    },
    expected: ['silent gone q1 r0 d0', 'silent gone q2 r1 d0'],
  },
  {
    name: 'closes a connection that sends CONNECT twice [3.1.0-2]',
    happens: async (port) => {
      const peer = await connectPeer(port);
      peer.send(CONNECT);
      return peer.closed.then(() => 'closed');
    },
    expected: 'closed',
  },
  {
    name: 'closes a connection whose will is for no topic',
    happens: (port) => answerTo(port, encoded({ ...CONNECT, clientId: 'w', will: will('will/#') })),
    expected: 'closed',
  },
  ...(
    [
      ['that begins with another packet [3.1.0-1]', encoded({ cmd: 'pingreq' })],
      ['whose CONNECT has its reserved flag set [3.1.2-3]', withByte(encoded(CONNECT), 9, 0x03)],
      [
        'whose CONNECT has a password and no user name [3.1.2-22]',
        withByte(encoded({ ...CONNECT, username: 'p' }), 9, 0x42),
      ],
      ['whose CONNECT names another protocol', withByte(encoded(CONNECT), 4, 0x58)],
    ] as const
  ).map(([name, bytes]) => ({
    name: `closes a connection ${name}`,
    happens: (port: number) => answerTo(port, bytes),
    expected: 'closed',
  })),
];

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = value;
  return changed;
}
