import type { Packet } from 'mqtt-packet';
import { connectPeer5, encoded5, type Peer } from './peer.ts';
import type { Row } from './row.ts';

/** SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK of MQTT 5: §3.8 to §3.11. */
export const SUBSCRIPTIONS_5: readonly Row[] = [
  {
    name: 'sends one message with the identifiers of all subscriptions that match [3.3.4-3, -4]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      await peer.subscribeAs(1, 'ids/a', 0);
      await peer.subscribeAs(268_435_455, 'ids/#', 1);
      await peer.subscribe(['ids/+', 0]);
      await peer.publish('ids/a', 'x', { qos: 1 });
      await peer.publish('ids/end', 'end', { qos: 1 });
      return identifiersUntil(peer, 'end');
    },
    expected: ['x q1 1,268435455'],
    mosquitto: { expected: ['x q0 1', 'x q0 ', 'x q1 268435455'], why: 'one copy a subscription [3.3.4-2]' },
  },
  {
    name: 'sends no identifier where the client gave none [3.3.4-3]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      await peer.subscribe(['noid', 1]);
      await peer.publish('noid', 'x', { qos: 1 });
      await peer.publish('noid', 'end', { qos: 1 });
      return identifiersUntil(peer, 'end');
    },
    expected: ['x q1 '],
  },
  {
    name: 'takes the identifier of the last SUBSCRIBE to a filter [3.8.4-3]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      await peer.subscribeAs(1, 'newid', 1);
      await peer.subscribeAs(2, 'newid', 1);
      await peer.publish('newid', 'x', { qos: 1 });
      await peer.publish('newid', 'end', { qos: 1 });
      return identifiersUntil(peer, 'end');
    },
    expected: ['x q1 2'],
  },
  {
    name: 'sends retained messages with the identifier [3.3.4-3]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      await peer.publish('retid/a', 'x', { qos: 1, retain: true });
      await peer.subscribeAs(7, 'retid/#', 1);
      const { properties, retain } = await peer.message();
      return [properties?.subscriptionIdentifier, retain];
    },
    expected: [7, true],
  },
  {
    name: 'sends nothing of its own to who wants No Local, others do hear it [3.8.3-3]',
    happens: async (port) => {
      const [peer, other] = [await connectPeer5(port), await connectPeer5(port)];
      await peer.subscribe(['local/#', 1, { nl: true }]);
      await other.subscribe(['local/#', 1]);
      await peer.publish('local/a', 'own', { qos: 1 });
      await other.publish('local/a', 'end', { qos: 1 });
      return [await peer.heardUntil('end'), await other.heardUntil('end')];
    },
    expected: [[], ['local/a own q1 r0 d0']],
  },
  {
    name: 'looks at No Local of each subscription by itself [3.8.3-3]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      await peer.subscribe(['locals/a', 1, { nl: true }], ['locals/+', 0]);
      await peer.publish('locals/a', 'own', { qos: 1 });
      await peer.publish('locals/end', 'end', { qos: 1 });
      return peer.heardUntil('end');
    },
    expected: ['locals/a own q0 r0 d0'],
  },
  {
    name: 'keeps the retain flag of a message where Retain As Published is set, else clears it [3.3.1-12, -13]',
    happens: async (port) => {
      const [as, cleared] = [await connectPeer5(port), await connectPeer5(port)];
      await as.subscribe(['rap', 1, { rap: true }]);
      await cleared.subscribe(['rap', 1]);
      const writer = await connectPeer5(port);
      await writer.publish('rap', 'kept', { qos: 1, retain: true });
      await writer.publish('rap', 'plain', { qos: 1 });
      return [await as.heard(2), await cleared.heard(2)];
    },
    expected: [
      ['rap kept q1 r1 d0', 'rap plain q1 r0 d0'],
      ['rap kept q1 r0 d0', 'rap plain q1 r0 d0'],
    ],
  },
  {
    name: 'sends what is retained at each SUBSCRIBE with Retain Handling 0 [3.3.1-9]',
    happens: (port) => retainHandled(port, 0),
    expected: [1, 1],
  },
  {
    name: 'sends what is retained only for a new subscription with Retain Handling 1 [3.3.1-10]',
    happens: (port) => retainHandled(port, 1),
    expected: [1, 0],
  },
  {
    name: 'sends nothing that is retained with Retain Handling 2 [3.3.1-11]',
    happens: (port) => retainHandled(port, 2),
    expected: [0, 0],
  },
  {
    name: 'sends what is retained to a session whose client left before it had everything [4.1.0-1]',
    happens: async (port) => {
      const writer = await connectPeer5(port);
      for (const n of [1, 2, 3, 4, 5]) await writer.publish(`rest/${n}`, 'x', { qos: 1, retain: true });
      const options = { clientId: 'rest', properties: { receiveMaximum: 2, sessionExpiryInterval: 60 } };
      const first = await connectPeer5(port, options);
      first.stopAcknowledging();
      await first.subscribe(['rest/+', 1]);
      await first.heard(2);
      await first.leave();
      const second = await connectPeer5(port, { ...options, clean: false });
      return (await second.heard(5)).map((line) => line.replace('d1', 'd0')).sort();
    },
    expected: [1, 2, 3, 4, 5].map((n) => `rest/${n} x q1 r1 d0`),
  },
  {
    name: 'answers each filter of UNSUBSCRIBE in order, 0x11 where none was subscribed to [3.11.3-1, -2]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      await peer.subscribe(['unsub/a', 1], ['unsub/b', 1]);
      return peer.unsubscribe('unsub/a', 'unsub/never', 'unsub/b', 'unsub/a');
    },
    expected: [0, 0x11, 0, 0x11],
  },
  {
    name: 'answers a filter that is named twice in a SUBSCRIBE twice, and keeps the last [3.8.4-5, 3.8.4-3]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      const codes = await peer.subscribe(['double', 2], ['double', 1]);
      await peer.publish('double', 'x', { qos: 2 });
      return [...codes, ...(await peer.heard(1))];
    },
    expected: [2, 1, 'double x q1 r0 d0'],
  },
  {
    name: 'sends nothing behind UNSUBACK, however much was published before UNSUBSCRIBE [3.10.4-2]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      await peer.subscribe(['behind', 0], ['behind-end', 1]);
      const publish = {
        cmd: 'publish',
        topic: 'behind',
        payload: 'x',
        qos: 0,
        dup: false,
        retain: false,
      } as const;
      const unsubscribe: Packet = { cmd: 'unsubscribe', messageId: 77, unsubscriptions: ['behind'] };
      peer.sendBytes(encoded5(publish, publish, unsubscribe, publish, publish));
      await peer.publish('behind-end', 'end', { qos: 1 });
      return peer.heardUntil('end');
    },
    expected: ['behind x q0 r0 d0', 'behind x q0 r0 d0'],
  },
];

/** `payload qos identifiers` of the messages before this payload. */
async function identifiersUntil(peer: Peer, last: string): Promise<readonly string[]> {
  const heard: string[] = [];
  for (;;) {
    const { payload, qos, properties } = await peer.message();
    if (String(payload) === last) return heard;
    const identifiers = [properties?.subscriptionIdentifier ?? []].flat() as number[];
    heard.push(`${payload} q${qos} ${identifiers.sort((a, b) => a - b).join()}`);
  }
}

/** The numbers of retained messages after a first SUBSCRIBE, and after a second one to the same filter. */
async function retainHandled(port: number, rh: 0 | 1 | 2): Promise<readonly number[]> {
  const topic = `rh${rh}`;
  const peer = await connectPeer5(port);
  await peer.publish(topic, 'x', { qos: 1, retain: true });
  const counts: number[] = [];
  for (const end of ['end 1', 'end 2']) {
    await peer.subscribe([topic, 1, { rh }]);
    await peer.publish(topic, end, { qos: 1 });
    counts.push((await peer.heardUntil(end)).length);
  }
  return counts;
}
