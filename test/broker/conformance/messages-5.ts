import { setTimeout as wait } from 'node:timers/promises';
import { ALIASED, aliased, FORWARDED, plainProperties, variableByteInteger } from './message-5.ts';
import { connectPeer, connectPeer5, encoded5 } from './peer.ts';
import { type Row, SILENT } from './row.ts';

const OVER_A_SECOND_MS = 2500;
const LASTING = { sessionExpiryInterval: 60 };
const PUBLISH = { cmd: 'publish', payload: 'x', qos: 0, dup: false, retain: false } as const;

/** PUBLISH, its acknowledgements and flow control of MQTT 5: §3.3 to §3.7, §4.3, §4.9. */
export const MESSAGES_5: readonly Row[] = [
  {
    name: 'answers with 0x10 what nobody subscribes to, else with 0x00 (§3.4.2.1, §3.5.2.1)',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      const before = [
        await peer.publish('nobody', 'x', { qos: 1 }),
        await peer.publish('nobody', 'x', { qos: 2 }),
      ];
      await peer.subscribe(['nobody', 0]);
      return [
        ...before,
        await peer.publish('nobody', 'x', { qos: 1 }),
        await peer.publish('nobody', 'x', { qos: 2 }),
      ];
    },
    expected: [0x10, 0x10, 0, 0],
    mosquitto: { expected: [0x10, 0, 0, 0], why: 'it looks for subscribers of QoS 2 at PUBREL, as it may' },
  },
  {
    name: 'passes the properties of a message on, unaltered and in order [3.3.2-4, -15, -16, -17, -18, -20]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      await peer.subscribe(['forward', 1]);
      await peer.publish('forward', 'x', { qos: 1, properties: FORWARDED });
      return plainProperties(await peer.message());
    },
    expected: FORWARDED,
  },
  {
    name: 'retains the properties of a message [3.3.1-5]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      await peer.publish('forward-later', 'x', { qos: 1, retain: true, properties: FORWARDED });
      await peer.subscribe(['forward-later', 1]);
      return plainProperties(await peer.message());
    },
    expected: FORWARDED,
  },
  {
    name: 'keeps the properties of a message that waits in a session [3.3.2-4]',
    happens: async (port) => {
      const first = await connectPeer5(port, { clientId: 'forward-queued', properties: LASTING });
      await first.subscribe(['forward-queued', 1]);
      await first.leave();
      await (await connectPeer5(port)).publish('forward-queued', 'x', { qos: 1, properties: FORWARDED });
      return plainProperties(
        await (await connectPeer5(port, { clientId: 'forward-queued', clean: false })).message(),
      );
    },
    expected: FORWARDED,
  },
  {
    name: 'passes messages on between 3.1.1 and 5, without properties one way (§4.1)',
    happens: async (port) => {
      const [old, renewed] = [await connectPeer(port), await connectPeer5(port)];
      await old.subscribe(['between', 1]);
      await renewed.subscribe(['between', 1]);
      await renewed.publish('between', 'from 5', { qos: 1, properties: FORWARDED });
      await old.publish('between', 'from 3.1.1', { qos: 1 });
      return [await old.heard(2), await renewed.heard(2)];
    },
    expected: [
      ['between from 5 q1 r0 d0', 'between from 3.1.1 q1 r0 d0'],
      ['between from 5 q1 r0 d0', 'between from 3.1.1 q1 r0 d0'],
    ],
  },
  {
    name: 'says what is left of the expiry of a message that has waited [3.3.2-6]',
    happens: async (port) => {
      const writer = await connectPeer5(port);
      await writer.publish('left', 'x', { qos: 1, retain: true, properties: { messageExpiryInterval: 100 } });
      await wait(1100);
      const late = await connectPeer5(port);
      await late.subscribe(['left', 1]);
      const left = (await late.message()).properties?.messageExpiryInterval ?? 0;
      return left > 60 && left < 100;
    },
    expected: true,
  },
  {
    name: 'forgets what is retained when it has expired [3.3.2-5]',
    happens: async (port) => {
      const writer = await connectPeer5(port);
      const properties = { messageExpiryInterval: 1 };
      await writer.publish('expired/retained', 'x', { qos: 1, retain: true, properties });
      await wait(OVER_A_SECOND_MS);
      await writer.subscribe(['expired/#', 1]);
      await writer.publish('expired/end', 'end', { qos: 1 });
      return writer.heardUntil('end');
    },
    expected: [],
  },
  {
    name: 'drops what has expired in the queue of a session, and sends what has not [3.3.2-5]',
    happens: async (port) => {
      const first = await connectPeer5(port, { clientId: 'expired-queue', properties: LASTING });
      await first.subscribe(['expired-queue', 2]);
      await first.leave();
      const writer = await connectPeer5(port);
      for (const [qos, messageExpiryInterval] of [
        [1, 1],
        [2, 1],
        [1, 60],
      ] as const) {
        await writer.publish('expired-queue', `${messageExpiryInterval} s`, {
          qos,
          properties: { messageExpiryInterval },
        });
      }
      await wait(OVER_A_SECOND_MS);
      return (await connectPeer5(port, { clientId: 'expired-queue', clean: false })).heard(1);
    },
    expected: ['expired-queue 60 s q1 r0 d0'],
  },
  {
    name: 'takes topic aliases, and their new topics [3.3.2-7, -12]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      await peer.subscribe(['alias/#', 1]);
      for (const topic of ['alias/a', '', 'alias/b', '']) {
        await peer.publish(topic, 'x', { qos: 1, properties: { topicAlias: 1 } });
      }
      return (await peer.heard(4)).map((line) => line.split(' ')[0]);
    },
    expected: ['alias/a', 'alias/a', 'alias/b', 'alias/b'],
  },
  {
    name: 'forgets topic aliases with the connection [3.3.2-7]',
    happens: async (port) => {
      const first = await connectPeer5(port, { clientId: 'alias-gone', properties: LASTING });
      await first.publish('alias-gone', 'x', { qos: 1, properties: { topicAlias: 1 } });
      await first.leave();
      const second = await connectPeer5(port, { clientId: 'alias-gone', clean: false });
      second.send({ ...PUBLISH, topic: '', properties: { topicAlias: 1 } });
      return second.ending();
    },
    expected: 0x82,
  },
  {
    name: 'ends the connection with 0x94 at a topic alias beyond its Topic Alias Maximum [3.3.2-9]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      const topicAlias = (peer.connack.properties?.topicAliasMaximum ?? 0) + 1;
      peer.send({ ...PUBLISH, topic: 'alias/many', properties: { topicAlias } });
      return peer.ending();
    },
    expected: 0x94,
  },
  {
    name: 'sends no more topic aliases than the client takes, and all topics can be made out [3.1.2-26, 3.3.2-10]',
    happens: (port) => aliased(port, 2),
    expected: { topics: ALIASED, largest: 2, absent: 3 },
    mosquitto: { expected: { topics: ALIASED, largest: 0, absent: 0 }, why: 'it sends none, as it may' },
  },
  {
    name: 'sends a message at QoS 2 with its topic beside the alias, for clients that forget the alias at PUBREL',
    happens: async (port) => {
      const peer = await connectPeer5(port, { properties: { topicAliasMaximum: 1 } });
      await peer.subscribe(['alias2', 2]);
      const writer = await connectPeer5(port);
      const sent: unknown[] = [];
      for (const qos of [0, 1, 2] as const) {
        await writer.publish('alias2', 'x', { qos });
        const { topic, properties = {} } = await peer.message();
        sent.push([topic, properties.topicAlias]);
      }
      return sent;
    },
    expected: [
      ['alias2', 1],
      ['', 1],
      ['alias2', 1],
    ],
    mosquitto: { expected: Array(3).fill(['alias2', undefined]), why: 'it sends none, as it may' },
  },
  {
    name: 'sends no topic alias to a client that takes none [3.1.2-27]',
    happens: (port) => aliased(port, 0),
    expected: { topics: ALIASED, largest: 0, absent: 0 },
  },
  {
    name: 'sends a message that is too large with its topic alias without it [3.1.2-25]',
    happens: async (port) => {
      // The fixed header, the topic, the packet id and no properties take 17 bytes.
      const properties = { topicAliasMaximum: 10, maximumPacketSize: 100 };
      const peer = await connectPeer5(port, { properties });
      await peer.subscribe(['fits/alias', 1]);
      await peer.publish('fits/alias', 'x'.repeat(83), { qos: 1 });
      await peer.publish('fits/alias', 'end', { qos: 1 });
      return (await peer.heardUntil('end')).map(({ length }) => length);
    },
    expected: ['fits/alias q1 r0 d0'.length + 1 + 83],
  },
  {
    name: "sends no more messages than the client's Receive Maximum before it acknowledges [3.3.4-9]",
    happens: async (port) => {
      const peer = await connectPeer5(port, { properties: { receiveMaximum: 2 } });
      await peer.subscribe(['window', 1]);
      peer.stopAcknowledging();
      const writer = await connectPeer5(port);
      for (const payload of ['a', 'b', 'c', 'd']) await writer.publish('window', payload, { qos: 1 });
      await writer.publish('window', 'at most once');
      const first = [await peer.message(), await peer.message(), await peer.message()];
      // QoS 0 needs no room in the window; the next message does.
      const [{ messageId = 0 } = {}] = first;
      peer.send({ cmd: 'puback', messageId });
      return [...first, await peer.message()].map(({ payload }) => String(payload));
    },
    expected: ['a', 'b', 'at most once', 'c'],
  },
  {
    name: 'ends the connection with 0x93 beyond its own Receive Maximum (§3.3.4)',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      const most = peer.connack.properties?.receiveMaximum ?? 65_535;
      const packets = Array.from({ length: most + 1 }, (_, n) => ({
        ...PUBLISH,
        topic: 'beyond',
        qos: 2 as const,
        messageId: n + 1,
      }));
      peer.sendBytes(encoded5(...packets));
      return peer.ending();
    },
    expected: 0x93,
    mosquitto: SILENT,
  },
  {
    name: "sends no packet that is larger than the client's Maximum Packet Size, and goes on [3.1.2-24, -25]",
    happens: async (port) => {
      const peer = await connectPeer5(port, { properties: { maximumPacketSize: 100 } });
      await peer.subscribe(['size', 2]);
      const writer = await connectPeer5(port);
      for (const qos of [0, 1, 2] as const) {
        await writer.publish('size', 'y'.repeat(100), { qos });
        await writer.publish('size', 'fits', { qos });
      }
      return peer.heard(3);
    },
    expected: ['size fits q0 r0 d0', 'size fits q1 r0 d0', 'size fits q2 r0 d0'],
  },
  {
    name: 'ends the connection with 0x95 at a packet larger than its own Maximum Packet Size [3.2.2-15]',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      const most = peer.connack.properties?.maximumPacketSize ?? 0;
      peer.sendBytes(Buffer.concat([Buffer.of(0x30), variableByteInteger(most + 1), Buffer.alloc(1000)]));
      return peer.ending();
    },
    expected: 0x95,
    mosquitto: { expected: 0x81, why: 'it has no limit; the rest of the packet is missing' },
  },
  {
    name: 'takes a PUBREC that refuses for the end of a delivery [4.3.3-4]',
    happens: async (port) => {
      const peer = await connectPeer5(port, { properties: { receiveMaximum: 1 } });
      await peer.subscribe(['refused', 2]);
      peer.stopAcknowledging();
      const writer = await connectPeer5(port);
      for (const payload of ['a', 'b']) await writer.publish('refused', payload, { qos: 2 });
      const { messageId = 0 } = await peer.message();
      peer.send({ cmd: 'pubrec', messageId, reasonCode: 0x97 });
      return String((await peer.message()).payload);
    },
    expected: 'b',
  },
  {
    name: 'answers a PUBREL of an unknown packet id with 0x92 (§3.7.2.1)',
    happens: async (port) => {
      const peer = await connectPeer5(port);
      peer.send({ cmd: 'pubrel', messageId: 77 });
      const pubcomp = await peer.next('pubcomp');
      return pubcomp.cmd === 'pubcomp' && pubcomp.reasonCode;
    },
    expected: 0x92,
    mosquitto: { expected: 0, why: 'it answers with success' },
  },
  {
    name: 'sends again only when the client is back, with DUP [4.4.0-1, 3.3.1-1]',
    happens: async (port) => {
      const first = await connectPeer5(port, { clientId: 'again-5', properties: LASTING });
      await first.subscribe(['again-5', 1]);
      first.stopAcknowledging();
      await (await connectPeer5(port)).publish('again-5', 'x', { qos: 1 });
      const heard = await first.heard(1);
      first.vanish();
      return [
        ...heard,
        ...(await (await connectPeer5(port, { clientId: 'again-5', clean: false })).heard(1)),
      ];
    },
    expected: ['again-5 x q1 r0 d0', 'again-5 x q1 r0 d1'],
  },
];
