import { setTimeout as wait } from 'node:timers/promises';
import type { IConnectPacket } from 'mqtt-packet';
import { connectPeer5, type Peer } from './peer.ts';
import type { Row } from './row.ts';

/** A Will Delay Interval, in seconds: longer than a busy machine takes to go on within it. */
const DELAY_S = 3;

/** Wills of MQTT 5: §3.1.3.2, §3.14. */
export const WILLS_5: readonly Row[] = [
  {
    name: 'publishes the will of who leaves with 0x04, and none of who leaves with 0x00 [3.14.4-3]',
    happens: async (port) => {
      const watcher = await watching(port, 'leaving/#');
      const polite = await connectPeer5(port, will('leaving/00'));
      polite.send({ cmd: 'disconnect', reasonCode: 0 });
      await polite.closed;
      const rude = await connectPeer5(port, will('leaving/04'));
      rude.send({ cmd: 'disconnect', reasonCode: 4 });
      await rude.closed;
      return watcher.heard(1);
    },
    expected: ['leaving/04 gone q1 r0 d0'],
  },
  {
    name: 'passes the properties of a will on [3.3.2-4, -15, -16, -17, -20]',
    happens: async (port) => {
      const watcher = await watching(port, 'will-properties');
      const properties = {
        payloadFormatIndicator: true,
        contentType: 'text/plain',
        responseTopic: 'answer',
        correlationData: Buffer.from('c'),
        userProperties: { a: ['1', '2'] },
      };
      (await connectPeer5(port, will('will-properties', properties))).vanish();
      const { properties: heard = {} } = await watcher.message();
      return { ...heard, userProperties: { ...heard.userProperties } };
    },
    expected: {
      payloadFormatIndicator: true,
      contentType: 'text/plain',
      responseTopic: 'answer',
      correlationData: Buffer.from('c'),
      userProperties: { a: ['1', '2'] },
    },
  },
  {
    name: 'holds a will back for its Will Delay Interval [3.1.3-9]',
    happens: async (port) => {
      const watcher = await watching(port, 'delayed/#');
      const options = will('delayed/will', { willDelayInterval: DELAY_S }, 60);
      (await connectPeer5(port, { clientId: 'delayed', ...options })).vanish();
      await wait(100);
      await watcher.publish('delayed/first', 'before', { qos: 1 });
      return watcher.heard(2);
    },
    expected: ['delayed/first before q1 r0 d0', 'delayed/will gone q1 r0 d0'],
  },
  {
    name: 'publishes no will of a client that is back before its Will Delay Interval is over [3.1.3-9]',
    happens: async (port) => {
      const watcher = await watching(port, 'returned/#');
      const options = { clientId: 'returned', ...will('returned/will', { willDelayInterval: DELAY_S }, 60) };
      (await connectPeer5(port, options)).vanish();
      await wait(100);
      await connectPeer5(port, {
        clientId: 'returned',
        clean: false,
        properties: { sessionExpiryInterval: 60 },
      });
      await wait((DELAY_S + 1.5) * 1000);
      await watcher.publish('returned/end', 'end', { qos: 1 });
      return watcher.heardUntil('end');
    },
    expected: [],
  },
  {
    name: 'publishes a will at once whose session ends with the connection, whatever its delay (§3.1.3.2.2)',
    happens: async (port) => {
      const watcher = await watching(port, 'hasty-will/#');
      (await connectPeer5(port, will('hasty-will/will', { willDelayInterval: 3 }))).vanish();
      const from = performance.now();
      await watcher.heard(1);
      return performance.now() - from < 2900;
    },
    expected: true,
    mosquitto: { expected: false, why: 'it waits for the Will Delay Interval, though the session is over' },
  },
  {
    name: 'publishes a delayed will when its session ends before (§3.1.3.2.2)',
    happens: async (port) => {
      const watcher = await watching(port, 'short-session');
      (await connectPeer5(port, will('short-session', { willDelayInterval: 60 }, 1))).vanish();
      return watcher.heard(1);
    },
    expected: ['short-session gone q1 r0 d0'],
  },
  {
    name: 'publishes a delayed will at a take-over that ends the session, and none where it goes on (§3.1.3.2.2)',
    happens: async (port) => {
      const watcher = await watching(port, 'taken-will/#');
      const delayed = (topic: string) => will(topic, { willDelayInterval: 60 }, 60);
      const properties = { sessionExpiryInterval: 60 };
      await connectPeer5(port, { clientId: 'taken-will', ...delayed('taken-will/resumed') });
      await connectPeer5(port, { clientId: 'taken-will', clean: false, properties });
      await connectPeer5(port, { clientId: 'taken-will-2', ...delayed('taken-will/clean') });
      await connectPeer5(port, { clientId: 'taken-will-2', clean: true, properties });
      await watcher.publish('taken-will/end', 'end', { qos: 1 });
      return watcher.heardUntil('end');
    },
    expected: ['taken-will/clean gone q1 r0 d0'],
    mosquitto: { expected: [], why: 'a delayed will waits, though its session is over' },
  },
  {
    name: 'lets a retained will expire [3.3.2-5]',
    happens: async (port) => {
      const watcher = await watching(port, 'will-expiry');
      const options = will('will-expiry', { messageExpiryInterval: 1 });
      (await connectPeer5(port, { ...options, will: { ...options.will, retain: true } })).vanish();
      await watcher.heard(1);
      await wait(2500);
      const late = await watching(port, 'will-expiry');
      await late.publish('will-expiry', 'end', { qos: 1 });
      return late.heardUntil('end');
    },
    expected: [],
  },
  {
    name: 'answers a malformed packet with DISCONNECT and publishes the will [3.1.2-8, 4.13.1]',
    happens: async (port) => {
      const watcher = await watching(port, 'malformed-will');
      const peer = await connectPeer5(port, will('malformed-will'));
      peer.sendBytes(Buffer.of(0x36, 0));
      return [await peer.ending(), ...(await watcher.heard(1))];
    },
    expected: [0x81, 'malformed-will gone q1 r0 d0'],
  },
  {
    name: 'keeps a will from its own client, if that wants no messages of its own [3.8.3-3]',
    happens: async (port) => {
      const watcher = await watching(port, 'own-will');
      const options = { ...will('own-will', {}, 60), clientId: 'own-will', clean: false };
      const peer = await connectPeer5(port, options);
      await peer.subscribe(['own-will', 1, { nl: true }]);
      peer.vanish();
      await watcher.heard(1);
      const back = await connectPeer5(port, options);
      await watcher.publish('own-will', 'end', { qos: 1 });
      return [back.connack.sessionPresent, ...(await back.heardUntil('end'))];
    },
    expected: [true],
  },
];

async function watching(port: number, filter: string): Promise<Peer> {
  const watcher = await connectPeer5(port);
  await watcher.subscribe([filter, 1]);
  return watcher;
}

function will(
  topic: string,
  properties: NonNullable<IConnectPacket['will']>['properties'] = {},
  sessionExpiryInterval = 0,
) {
  return {
    will: { topic, payload: Buffer.from('gone'), qos: 1, retain: false, properties },
    properties: { sessionExpiryInterval },
  } as const;
}
