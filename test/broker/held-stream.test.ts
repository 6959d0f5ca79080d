import { execFile } from 'node:child_process';
import { duplexPair } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import type { BrokerEvent } from '../../src/broker/event.ts';
import { HeldStream } from '../../src/broker/held-stream.ts';
import { lacks } from '../parts.ts';
import { bytesOf, connectPacket, publishPacket, rawClient } from './raw-client.ts';

const ROUNDS = 50;
let broker: Broker;
afterEach(() => broker.close());

/** A broker, and a promise of the payloads that it has heard once there are so many. */
async function listening(expected: number, maxPacketBytes?: number) {
  const heard: string[] = [];
  const events: BrokerEvent[] = [];
  let enough = () => {};
  const all = new Promise<readonly string[]>((resolve) => {
    enough = () => resolve(heard);
  });
  broker = await createBroker({
    ...(maxPacketBytes !== undefined && { maxPacketBytes }),
    observe(event) {
      events.push(event);
      if (event.type === 'published') heard.push(Buffer.from(event.payload).toString());
      if (heard.length === expected) enough();
    },
  });
  const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
  return { port, all, events };
}

const numbers = Array.from({ length: ROUNDS }, (_, round) => String(round));
const sorted = (texts: readonly string[]) => [...texts].sort((a, b) => Number(a) - Number(b));

describe.each([0, 1, 2] as const)('a client that waits for nothing, QoS %i', (qos) => {
  const farewell = [{ cmd: 'disconnect' } as const];
  it.each([
    ['DISCONNECT and FIN', farewell, 'end'],
    ['FIN', [], 'end'],
    ['DISCONNECT and RST', farewell, 'resetAndDestroy'],
    ['RST', [], 'resetAndDestroy'],
  ] as const)('is heard when it goes by %s', async (_, last, leave) => {
    const { port, all } = await listening(ROUNDS);
    for (const payload of numbers) {
      const client = await rawClient(port);
      const said = bytesOf(connectPacket(`c${payload}`), publishPacket('t', payload, qos), ...last);
      client.socket.write(said, () => client.socket[leave]());
    }
    expect(sorted(await all)).toEqual(numbers);
  });

  it('is heard when every byte comes on its own', async () => {
    const { all } = await listening(1);
    const [ours, theirs] = duplexPair();
    broker.serve(new HeldStream(theirs), 'memory');
    ours.resume();
    for (const byte of bytesOf(connectPacket('slow'), publishPacket('t', 'x', qos))) {
      ours.write(Uint8Array.of(byte));
      await new Promise(setImmediate);
    }
    ours.end();
    expect(await all).toEqual(['x']);
  });

  it('may pipeline a thousand messages behind CONNECT', async () => {
    const { port, all } = await listening(1000);
    const client = await rawClient(port);
    const payloads = Array.from({ length: 1000 }, (_, n) => String(n));
    const publishes = payloads.map((payload, n) => publishPacket('t', payload, qos, n + 1));
    client.socket.end(bytesOf(connectPacket('eager'), ...publishes));
    expect(await all).toEqual(payloads);
  });
});

it('answers a client that has half closed its connection', async () => {
  const { port } = await listening(1);
  const client = await rawClient(port);
  client.socket.end(bytesOf(connectPacket('half'), publishPacket('t', 'x', 1)));
  expect(await client.next('connack')).toMatchObject({ returnCode: 0 });
  expect(await client.next('puback')).toMatchObject({ messageId: 1 });
  await client.closed;
});

it.skipIf(lacks('python3-paho-mqtt')).each([0, 1])('hears the Paho one-liner, QoS %i', async (qos) => {
  const { port, all } = await listening(ROUNDS);
  const python = `
import sys, paho.mqtt.client as mqtt
for n in range(${ROUNDS}):
    client = mqtt.Client("paho%d" % n)
    client.connect("127.0.0.1", ${port})
    client.publish("t", str(n), ${qos})
    client._sock.close() if n % 2 else client.disconnect()
`;
  await promisify(execFile)('/usr/bin/python3', ['-c', python]);
  expect(sorted(await all)).toEqual(numbers);
});

describe('what is no CONNECT or too much', () => {
  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    ['a PUBLISH first', bytesOf(publishPacket('t', 'x'))],
    ['zeros', Buffer.alloc(5000)],
    ['a length that goes on', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ['a CONNECT of 256 MiB', Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4])],
    ['a PUBLISH beyond the limit', bytesOf(connectPacket('big'), publishPacket('t', 'x'.repeat(2000)))],
  ])('closes the connection: %s', async (_, bytes) => {
    const { port, events } = await listening(1, 1000);
    const client = await rawClient(port);
    client.socket.write(bytes);
    await client.closed;
    expect(events.map((event) => event.type)).not.toContain('published');
    const other = await rawClient(port);
    other.send(connectPacket('other'));
    expect(await other.next('connack')).toMatchObject({ returnCode: 0 });
    other.socket.destroy();
  });

  it('closes half a CONNECT that ends', async () => {
    const { port } = await listening(1);
    const client = await rawClient(port);
    client.socket.end(bytesOf(connectPacket('half')).subarray(0, 7));
    await client.closed;
  });
});
