import { connectPeer, encoded, type Peer } from './peer.ts';
import type { Row } from './row.ts';

type Qos = 0 | 1 | 2;

const MANY = 500;
const AT_ONCE = 20;
const RETAINED = { cmd: 'publish', qos: 0, dup: false, retain: true } as const;

/** The retained messages below `top` sent to a later subscriber; `count` were published. */
async function toldLater(port: number, top: string, qos: Qos, count: number): Promise<readonly string[]> {
  const late = await connectPeer(port);
  await late.subscribe([`${top}/#`, qos]);
  const told = await late.heard(count);
  await late.publish(`${top}/end`, 'end', { qos });
  return [...told, ...(await late.heardUntil('end'))].sort();
}

/** Messages of one topic, as many at once as mosquitto takes, and every second one retained if they are mixed. */
async function pour(peer: Peer, topic: string, qos: Qos, mixed: boolean): Promise<void> {
  for (let first = 0; first < MANY; first += AT_ONCE) {
    const packets = Array.from({ length: AT_ONCE }, (_, i) => ({
      cmd: 'publish' as const,
      topic,
      payload: `${first + i}`,
      qos,
      dup: false,
      retain: mixed && i % 2 === 0,
      ...(qos > 0 && { messageId: 100 + i }),
    }));
    peer.sendBytes(encoded(...packets));
    for (let i = 0; qos === 1 && i < AT_ONCE; i++) await peer.next('puback');
    for (let i = 0; qos === 2 && i < AT_ONCE; i++) {
      const { messageId = 0 } = await peer.next('pubrec');
      peer.send({ cmd: 'pubrel', messageId });
    }
    for (let i = 0; qos === 2 && i < AT_ONCE; i++) await peer.next('pubcomp');
  }
}

function inOrder(qos: Qos, clean: boolean, mixed: boolean): Row {
  const topic = `order/${qos}/${clean ? 'clean' : 'kept'}/${mixed ? 'mixed' : 'plain'}`;
  return {
    name: `keeps the order of ${MANY} messages: ${topic} [4.6.0-6]`,
    happens: async (port) => {
      const subscriber = await connectPeer(port, { clientId: topic, clean });
      await subscriber.subscribe([topic, qos]);
      const writer = await connectPeer(port);
      await pour(writer, topic, qos, mixed);
      await writer.publish(topic, 'end', { qos });
      return (await subscriber.heardUntil('end')).map((line) => Number(line.split(' ')[1]));
    },
    expected: Array.from({ length: MANY }, (_, n) => n),
  };
}

/** PUBLISH, retained messages and delivery: MQTT 3.1.1 §3.3, §4.3, §4.4, §4.6. */
export const MESSAGES: readonly Row[] = [
  ...([0, 1, 2] as const).flatMap((qos) =>
    [true, false].flatMap((clean) => [inOrder(qos, clean, false), inOrder(qos, clean, true)]),
  ),
  {
    name: 'retains the last message of a topic, tells it as retained at the QoS of both, and clears it with nothing [3.3.1-5, 3.3.1-8, 3.3.1-10]',
    happens: async (port) => {
      const writer = await connectPeer(port);
      await writer.subscribe(['kept/#', 2]);
      await writer.publish('kept/a', 'old', { qos: 1, retain: true });
      await writer.publish('kept/a', 'new', { qos: 1, retain: true });
      await writer.publish('kept/b', 'b', { qos: 2, retain: true });
      await writer.publish('kept/c', 'c', { retain: true });
      // Nothing acknowledges QoS 0: it is retained once it is heard.
      const heard = await writer.heard(4);
      const before = await toldLater(port, 'kept', 1, 3);
      await writer.publish('kept/a', '', { qos: 1, retain: true });
      const after = await toldLater(port, 'kept', 0, 2);
      await writer.publish('kept/d', 'last', { qos: 2 });
      return { before, after, live: [...heard, ...(await writer.heardUntil('last'))].sort() };
    },
    expected: {
      before: ['kept/a new q1 r1 d0', 'kept/b b q1 r1 d0', 'kept/c c q0 r1 d0'],
      after: ['kept/b b q0 r1 d0', 'kept/c c q0 r1 d0'],
      live: [
        'kept/a  q1 r0 d0',
        'kept/a new q1 r0 d0',
        'kept/a old q1 r0 d0',
        'kept/b b q2 r0 d0',
        'kept/c c q0 r0 d0',
        'kept/end end q0 r0 d0',
        'kept/end end q1 r0 d0',
      ],
    },
  },
  {
    name: 'tells what is retained again to who subscribes again [3.8.4-3]',
    happens: async (port) => {
      const peer = await connectPeer(port);
      await peer.publish('resub/a', 'x', { qos: 1, retain: true });
      await peer.subscribe(['resub/#', 1]);
      const first = await peer.heard(1);
      await peer.subscribe(['resub/#', 1]);
      return [...first, ...(await peer.heard(1))];
    },
    expected: ['resub/a x q1 r1 d0', 'resub/a x q1 r1 d0'],
  },
  {
    name: 'tells nobody of a retained message that is cleared while it is to be told',
    happens: async (port) => {
      const topics = Array.from({ length: 500 }, (_, n) => `cleared/${n}`);
      const retained = (payload: string) =>
        encoded(...topics.map((topic) => ({ ...RETAINED, topic, payload })));
      const writer = await connectPeer(port);
      writer.sendBytes(retained('x'));
      await writer.publish('cleared/last', 'x', { qos: 1, retain: true });
      const late = await connectPeer(port);
      await late.subscribe(['cleared/+', 0]);
      const heard = [...(await late.heard(1))];
      writer.sendBytes(retained(''));
      while (!heard.some((line) => line.startsWith('cleared/last'))) heard.push(...(await late.heard(1)));
      return heard.filter((line) => /^\S+ {2}q0 r1/.test(line));
    },
    expected: [],
  },
  {
    name: 'tells a session that comes back nothing retained [3.1.2.4]',
    happens: async (port) => {
      const first = await connectPeer(port, { clientId: 'returns', clean: false });
      await first.subscribe(['returns', 1]);
      await first.leave();
      const writer = await connectPeer(port);
      await writer.publish('returns', 'x', { qos: 0, retain: true });
      const again = await connectPeer(port, { clientId: 'returns', clean: false });
      await writer.publish('returns', 'end', { qos: 1 });
      return (await again.heardUntil('end')).filter((line) => line.includes('r1'));
    },
    expected: [],
  },
  {
    name: 'keeps what is retained under $ from wildcards, and tells it to who names it [4.7.2-1]',
    happens: async (port) => {
      const writer = await connectPeer(port);
      await writer.publish('$kept/dollar', 'x', { qos: 1, retain: true });
      await writer.publish('its/dollar', 'y', { qos: 1, retain: true });
      const peer = await connectPeer(port);
      await peer.subscribe(['+/dollar', 1]);
      const wild = await peer.heard(1);
      await peer.subscribe(['$kept/+', 1]);
      return [...wild, ...(await peer.heard(1))];
    },
    expected: ['its/dollar y q1 r1 d0', '$kept/dollar x q1 r1 d0'],
  },
  {
    name: 'does not pass on the DUP of the sender [3.3.1-3]',
    happens: async (port) => {
      const peer = await connectPeer(port);
      await peer.subscribe(['dup', 1]);
      await peer.publish('dup', 'x', { qos: 1, dup: true });
      await peer.publish('dup', 'end', { qos: 1 });
      return peer.heardUntil('end');
    },
    expected: ['dup x q1 r0 d0'],
  },
  {
    name: 'publishes a QoS 2 message once, however often it is sent before PUBREL [4.3.3-2]',
    happens: async (port) => {
      const peer = await connectPeer(port);
      await peer.subscribe(['once', 2]);
      const packet = { cmd: 'publish', topic: 'once', payload: 'x', qos: 2, retain: false } as const;
      for (const dup of [false, true]) {
        peer.send({ ...packet, dup, messageId: 77 });
        await peer.next('pubrec');
      }
      peer.send({ cmd: 'pubrel', messageId: 77 });
      await peer.next('pubcomp');
      await peer.publish('once', 'end', { qos: 2 });
      return peer.heardUntil('end');
    },
    expected: ['once x q2 r0 d0'],
  },
  {
    name: 'remembers a QoS 2 message whose sender comes back before PUBREL [4.4.0-1]',
    happens: async (port) => {
      const watcher = await connectPeer(port);
      await watcher.subscribe(['comeback', 2]);
      const packet = {
        cmd: 'publish',
        topic: 'comeback',
        payload: 'x',
        qos: 2,
        retain: false,
        messageId: 9,
      } as const;
      const first = await connectPeer(port, { clientId: 'comeback', clean: false });
      first.send({ ...packet, dup: false });
      await first.next('pubrec');
      first.vanish();
      const again = await connectPeer(port, { clientId: 'comeback', clean: false });
      again.send({ ...packet, dup: true });
      await again.next('pubrec');
      again.send({ cmd: 'pubrel', messageId: 9 });
      await again.next('pubcomp');
      await again.publish('comeback', 'end', { qos: 2 });
      return [again.connack.sessionPresent, ...(await watcher.heardUntil('end'))];
    },
    expected: [true, 'comeback x q2 r0 d0'],
  },
  {
    name: 'sends a kept session again, with DUP and in order, what it has not acknowledged [4.4.0-1]',
    happens: async (port) => {
      const first = await connectPeer(port, { clientId: 'resend', clean: false });
      await first.subscribe(['resend', 1]);
      first.stopAcknowledging();
      const writer = await connectPeer(port);
      for (const payload of ['a', 'b', 'c']) await writer.publish('resend', payload, { qos: 1 });
      await first.next('publish');
      await first.next('publish');
      await first.next('publish');
      first.vanish();
      const again = await connectPeer(port, { clientId: 'resend', clean: false });
      await writer.publish('resend', 'end', { qos: 1 });
      return again.heardUntil('end');
    },
    expected: ['resend a q1 r0 d1', 'resend b q1 r0 d1', 'resend c q1 r0 d1'],
  },
  {
    name: 'keeps what a kept session missed at QoS 1 and 2, in order',
    happens: async (port) => {
      const first = await connectPeer(port, { clientId: 'missed', clean: false });
      await first.subscribe(['missed/#', 2]);
      await first.leave();
      const writer = await connectPeer(port);
      for (const [payload, qos] of [
        ['a', 1],
        ['b', 2],
        ['c', 1],
        ['d', 2],
      ] as const) {
        await writer.publish('missed/x', payload, { qos });
      }
      await writer.publish('missed/x', 'end', { qos: 2 });
      return (await connectPeer(port, { clientId: 'missed', clean: false })).heardUntil('end');
    },
    expected: ['missed/x a q1 r0 d0', 'missed/x b q2 r0 d0', 'missed/x c q1 r0 d0', 'missed/x d q2 r0 d0'],
  },
  {
    name: 'sends its own messages to who publishes them, of any bytes',
    happens: async (port) => {
      const peer = await connectPeer(port);
      await peer.subscribe(['ü/ 空/#', 0]);
      await peer.publish('ü/ 空/', 'Ñ 溫度');
      await peer.publish('ü/ 空', 'end');
      return peer.heardUntil('end');
    },
    expected: ['ü/ 空/ Ñ 溫度 q0 r0 d0'],
  },
  ...['wild/#', 'wild/+/a', ''].map((topic) => ({
    name: `closes the connection of who publishes to '${topic}' [3.3.2-2, 4.7.3-1]`,
    happens: async (port: number) => {
      const peer = await connectPeer(port);
      const bytes = encoded({
        cmd: 'publish',
        topic: 'x'.repeat(topic.length || 1),
        payload: '',
        qos: 0,
        dup: false,
        retain: false,
      });
      if (topic === '') peer.sendBytes(Buffer.from([0x30, 2, 0, 0]));
      else {
        bytes.write(topic, 4);
        peer.sendBytes(bytes);
      }
      return peer.closed.then(() => 'closed');
    },
    expected: 'closed',
  })),
];
