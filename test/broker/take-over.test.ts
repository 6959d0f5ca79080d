// Tests src/broker/ as a whole: take-over of a client id.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { connectPacket, type RawClient, rawClient } from './raw-client.ts';

let broker: Broker;
let port: number;
let disconnected: number;

beforeEach(async () => {
  disconnected = 0;
  broker = await createBroker({
    observe({ type }) {
      if (type === 'disconnected') disconnected += 1;
    },
  });
  ({ port } = await broker.listen({ host: '127.0.0.1', port: 0 }));
});
afterEach(() => broker.close());

async function connect(): Promise<RawClient> {
  const raw = await rawClient(port);
  raw.send(connectPacket('device'));
  return raw;
}

describe('a client id that connects again [3.1.4-2]', () => {
  it('while its last connection breaks can be taken over in turn', async () => {
    const first = await connect();
    first.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos: 1 }] });
    await first.next('suback');
    const second = await connect();
    first.socket.destroy();
    await second.next('connack');
    const third = await connect();
    await third.next('connack');
    await second.closed;
    third.socket.destroy();
    await expect.poll(() => disconnected, { timeout: 20_000 }).toBe(3);
  });
});
