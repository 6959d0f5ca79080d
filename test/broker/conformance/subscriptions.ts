import { connectPeer } from './peer.ts';
import type { Row } from './row.ts';

type Qos = 0 | 1 | 2;

/** The topics matched by a filter, in a clean session and in a persistent one, each at its QoS. */
function matching(filter: string, topics: readonly string[], expected: readonly string[]): readonly Row[] {
  return ([0, 1] as const).map((qos) => ({
    name: `matches ${filter} with ${expected.join(' ') || 'nothing'} of ${topics.join(' ')} at QoS ${qos}`,
    happens: async (port) => {
      const id = `match-${filter}-${qos}`;
      const subscriber = await connectPeer(port, { clientId: id, clean: qos === 0 });
      await subscriber.subscribe([filter, qos], [`end/${id.replaceAll(/[+#]/g, 'x')}`, qos]);
      const writer = await connectPeer(port);
      for (const topic of topics) await writer.publish(topic, id, { qos });
      await writer.publish(`end/${id.replaceAll(/[+#]/g, 'x')}`, `end ${id}`, { qos });
      const heard = await subscriber.heardUntil(`end ${id}`);
      await subscriber.unsubscribe(filter);
      await subscriber.leave();
      return heard.filter((line) => line.includes(` ${id} `)).map((line) => line.split(' ')[0]);
    },
    expected,
  }));
}

/** The QoS of a delivered message [3.8.4-6]: at most the granted QoS. */
function downgraded(filter: string, granted: Qos, published: Qos, clean: boolean): Row {
  const topic = `down/${granted}${published}${Number(clean)}`;
  return {
    name: `sends QoS ${published} at ${Math.min(granted, published)} to ${filter} granted ${granted}, ${clean ? 'clean' : 'kept'}`,
    happens: async (port) => {
      const subscriber = await connectPeer(port, { clientId: `${topic}${filter}`, clean });
      await subscriber.subscribe([filter.replace('TOPIC', topic), granted]);
      const writer = await connectPeer(port);
      await writer.publish(topic, 'x', { qos: published });
      await writer.publish(topic, 'end', { qos: published });
      const heard = await subscriber.heardUntil('end');
      await subscriber.unsubscribe(filter.replace('TOPIC', topic));
      return heard;
    },
    expected: [`${topic} x q${Math.min(granted, published)} r0 d0`],
  };
}

const LEVELS: readonly Qos[] = [0, 1, 2];

/** SUBSCRIBE, SUBACK, UNSUBSCRIBE and filters: MQTT 3.1.1 §3.8 to §3.11, §4.7. */
export const SUBSCRIPTIONS: readonly Row[] = [
  ...matching(
    'm/sport/#',
    ['m/sport', 'm/sport/a', 'm/sport/a/b', 'm/sports'],
    ['m/sport', 'm/sport/a', 'm/sport/a/b'],
  ),
  ...matching('m/+/x', ['m/a/x', 'm//x', 'm/x', 'm/a/b/x'], ['m/a/x', 'm//x']),
  ...matching('+/+', ['/m1', 'm/2', 'm3', 'm/2/', '$m/4'], ['/m1', 'm/2']),
  ...matching('/+', ['/m5', 'm5', '/m5/'], ['/m5']),
  ...matching('m6/+/', ['m6/a/', 'm6/a', 'm6//'], ['m6/a/', 'm6//']),
  ...matching('#', ['m7', '/m7', '$m7/a'], ['m7', '/m7']),
  ...matching('$m8/#', ['$m8', '$m8/a', 'm8'], ['$m8', '$m8/a']),
  ...matching('m9/A', ['m9/a', 'm9/A', 'm9/A '], ['m9/A']),
  ...LEVELS.flatMap((granted) =>
    LEVELS.flatMap((published) =>
      [true, false].flatMap((clean) => [
        downgraded('TOPIC', granted, published, clean),
        downgraded('TOPIC/#', granted, published, clean),
      ]),
    ),
  ),
  {
    name: 'answers each filter of a SUBSCRIBE with a code, in order [3.9.3-1]',
    happens: async (port) => {
      const peer = await connectPeer(port);
      return peer.subscribe(['codes/a', 2], ['codes/b', 0], ['codes/#', 1]);
    },
    expected: [2, 0, 1],
  },
  {
    name: 'lets a second subscription to a filter take the place of the first [3.8.4-3]',
    happens: async (port) => {
      const peer = await connectPeer(port);
      await peer.subscribe(['again', 2]);
      await peer.subscribe(['again', 0]);
      for (const payload of ['x', 'end']) await peer.publish('again', payload, { qos: 2 });
      return peer.heardUntil('end');
    },
    expected: ['again x q0 r0 d0'],
  },
  {
    name: 'acknowledges an UNSUBSCRIBE from what was never subscribed to [3.10.4-5]',
    happens: async (port) => (await connectPeer(port)).unsubscribe('never', 'ever/#').then(() => 'unsuback'),
    expected: 'unsuback',
  },
  {
    name: 'removes just the filter that is named, character by character [3.10.4-1]',
    happens: async (port) => {
      const peer = await connectPeer(port);
      await peer.subscribe(['un/#', 1], ['un/a', 1], ['un/end', 1]);
      await peer.unsubscribe('un/#', 'un/+');
      for (const topic of ['un/a', 'un/b']) await peer.publish(topic, 'x', { qos: 1 });
      await peer.publish('un/end', 'end', { qos: 1 });
      return peer.heardUntil('end');
    },
    expected: ['un/a x q1 r0 d0'],
  },
  ...['a/#/b', 'a#', '#a', '##', 'a+', '+a', 'a/+b', 'a/b+/c', ''].map((filter) => ({
    name: `closes the connection of who subscribes to '${filter}' [4.7.1-2, 4.7.1-3, 4.7.3-1]`,
    happens: async (port: number) => {
      const peer = await connectPeer(port);
      const answer = peer.subscribe([filter, 0]).then(() => 'suback');
      return Promise.race([peer.closed.then(() => 'closed'), answer.catch(() => 'closed')]);
    },
    expected: 'closed',
  })),
];
