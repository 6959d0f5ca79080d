// Tests src/broker/ as a whole, against random packets of clients.
import { expect, it } from 'vitest';
import { createBroker } from '../../src/broker/broker.ts';
import type { BrokerEvent } from '../../src/broker/event.ts';
import { connectPeer } from './conformance/peer.ts';
import { floodWithPackets } from './packet-flood.ts';

const PACKETS = 15_000;
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1e9);

/** The long form is `npm run test:fuzz`. */
it(`${PACKETS} random and mutated packets leave the broker serving (FUZZ_SEED=${seed})`, async () => {
  const failures: BrokerEvent[] = [];
  const observe = (event: BrokerEvent) => void (event.type === 'failed' && failures.push(event));
  const broker = await createBroker({ observe, maxSessionExpirySeconds: 1 });
  const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
  const witness = await connectPeer(port, { clientId: 'witness', keepalive: 0 });
  await witness.subscribe(['witness/only', 1]);
  await floodWithPackets(port, { packets: PACKETS, seed });
  await witness.publish('witness/only', 'still here', { qos: 1 });
  expect({ heard: await witness.heard(1), failures }).toEqual({
    heard: ['witness/only still here q1 r0 d0'],
    failures: [],
  });
  await broker.close();
});
