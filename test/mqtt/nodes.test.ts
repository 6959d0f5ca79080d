import { afterEach, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { openMqttSession } from '../../src/mqtt/mqtt-session.ts';
import type { Session, SessionState } from '../../src/session.ts';
import { sessionSettings } from './session-settings.ts';

const brokers: Broker[] = [];
let session: Session | undefined;
afterEach(async () => {
  await session?.close(0);
  await Promise.all(brokers.splice(0).map((broker) => broker.close()));
});

async function startNode(): Promise<number> {
  const broker = await createBroker();
  brokers.push(broker);
  return (await broker.listen({ host: '127.0.0.1', port: 0 })).port;
}

it('goes to the next node where one is not there, and on when that one is lost', async () => {
  const ports = [1, await startNode(), await startNode()];
  const [first, ...others] = ports.map((port) => sessionSettings(port).endpoint);
  const settings = sessionSettings(1, {
    ...(first && { endpoint: first }),
    otherEndpoints: others,
    waitMs: 10_000,
  });
  const states: SessionState[] = [];
  session = await openMqttSession({
    settings,
    observer: { onState: (state) => states.push(state) },
    signal: new AbortController().signal,
  });
  const connectedTo = () => states.flatMap((state) => (state.kind === 'connected' ? [state.node] : []));
  expect(connectedTo()).toEqual([`127.0.0.1:${ports[1]}`]);
  await brokers[0]?.close();
  await expect.poll(connectedTo).toEqual([`127.0.0.1:${ports[1]}`, `127.0.0.1:${ports[2]}`]);
});
