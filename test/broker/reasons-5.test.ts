// Tests src/broker/ as a whole: the reason codes of MQTT 5 that need a broker of the row's own.
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Broker, type BrokerOptions, createBroker } from '../../src/broker/broker.ts';
import { readTopicRights } from '../../src/broker/topic-rights.ts';
import { answerTo, CONNECT, connectPeer, connectPeer5, encoded5 } from './conformance/peer.ts';
import { connectPacket, rawClient } from './raw-client.ts';

const ACL = 'topic read #\ntopic write open/#\ntopic deny secret/#\n';

let broker: Broker;
afterEach(() => broker.close());

async function start(options: BrokerOptions = {}): Promise<number> {
  broker = await createBroker(options);
  return (await broker.listen({ host: '127.0.0.1', port: 0 })).port;
}

describe('a client of MQTT 5', () => {
  it('is told 0x8B when the broker ends, and why', async () => {
    const peer = await connectPeer5(await start());
    await broker.close();
    expect(await peer.next('disconnect')).toMatchObject({
      reasonCode: 0x8b,
      properties: { reasonString: 'the broker ends' },
    });
  });

  it('is told why its connection ends, even if it goes on sending before it reads', async () => {
    const client = await rawClient(await start(), 5);
    client.send(connectPacket('talks', { protocolVersion: 5 }));
    await client.next('connack');
    client.socket.pause();
    client.socket.write(Buffer.of(0xf0, 0)); // AUTH
    for (let n = 0; n < 20; n++) {
      await turn();
      client.send({ cmd: 'pingreq' });
    }
    client.socket.resume();
    expect(await client.next('disconnect')).toMatchObject({ reasonCode: 0x82 });
    await client.closed;
  });

  it('hears 0x87 for a wrong password, and why', async () => {
    const port = await start({ checkPassword: async (username) => username === 'ann' });
    const connect = (username: string) =>
      encoded5({ ...CONNECT, protocolVersion: 5, username, password: Buffer.from('x') });
    expect([await answerTo(port, connect('ann'), 5), await answerTo(port, connect('eve'), 5)]).toEqual([
      'connack 0',
      'connack 135',
    ]);
  });

  it('hears 0x87 for a publish that is denied, and may use the packet id again', async () => {
    const port = await start({ rightsOf: readTopicRights(ACL, 'acl').rightsOf });
    const peer = await connectPeer5(port);
    await peer.subscribe(['#', 2]);
    const codes = [
      await peer.publish('shut/x', 'x', { qos: 1 }),
      await peer.publish('shut/x', 'x', { qos: 2 }),
    ];
    expect([...codes, await peer.publish('open/x', 'x', { qos: 2 }), ...(await peer.heard(1))]).toEqual([
      ...[0x87, 0x87, 0],
      'open/x x q2 r0 d0',
    ]);
  });

  it('may send as many denied QoS 2 messages as it likes: none takes a place of the Receive Maximum', async () => {
    const port = await start({ rightsOf: readTopicRights(ACL, 'acl').rightsOf });
    const peer = await connectPeer5(port);
    for (let n = 0; n < 1200; n++) await peer.publish('shut/x', 'x', { qos: 2 });
    expect(await peer.publish('open/x', 'x', { qos: 2 })).toBe(0x10);
  });
});

it('a client of MQTT 3.1.1 whose publish is denied is acknowledged and goes on, and nobody hears it', async () => {
  const port = await start({ rightsOf: readTopicRights(ACL, 'acl').rightsOf });
  const peer = await connectPeer(port);
  await peer.subscribe(['#', 2]);
  for (const qos of [0, 1, 2] as const) await peer.publish('shut/x', 'x', { qos });
  await peer.publish('open/end', 'end', { qos: 1 });
  expect(await peer.heardUntil('end')).toEqual([]);
});
