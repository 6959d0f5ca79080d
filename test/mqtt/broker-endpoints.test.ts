import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { openMqttSession } from '../../src/mqtt/mqtt-session.ts';
import type { ConnectionSettings } from '../../src/mqtt/settings.ts';
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

function clusterSettings([first = 0, ...others]: readonly number[]): ConnectionSettings {
  const otherEndpoints = others.map((port) => sessionSettings(port).endpoint);
  return sessionSettings(first, { otherEndpoints, waitMs: 10_000 });
}

it('goes to the next node where one is not there, and on when that one is lost', async () => {
  const ports = [1, await startNode(), await startNode()];
  const states: SessionState[] = [];
  session = await openMqttSession({
    settings: clusterSettings(ports),
    observer: { onState: (state) => states.push(state) },
    signal: new AbortController().signal,
  });
  const connectedTo = () => states.flatMap((state) => (state.kind === 'connected' ? [state.node] : []));
  expect(connectedTo()).toEqual([`127.0.0.1:${ports[1]}`]);
  await brokers[0]?.close();
  await expect.poll(connectedTo).toEqual([`127.0.0.1:${ports[1]}`, `127.0.0.1:${ports[2]}`]);
});

it('names the node that refuses', async () => {
  const badPassword = Buffer.of(0x20, 2, 0, 4);
  const refusing = createServer((socket) => socket.on('data', () => socket.end(badPassword)));
  await once(refusing.listen(0, '127.0.0.1'), 'listening');
  const { port } = refusing.address() as AddressInfo;
  const opening = openMqttSession({
    settings: clusterSettings([1, port]),
    observer: {},
    signal: new AbortController().signal,
  });
  await expect(opening).rejects.toThrow(`mqtt://127.0.0.1:${port} refused the connection: bad user name`);
  refusing.close();
});
