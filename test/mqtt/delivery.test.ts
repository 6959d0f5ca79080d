// Tests src/mqtt/ as a whole: every reading arrives although connections break.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { openMqttSession } from '../../src/mqtt/mqtt-session.ts';
import type { ConnectionSettings } from '../../src/mqtt/settings.ts';
import type { Qos } from '../../src/mqtt-protocol/qos.ts';
import { createPublisher } from '../../src/publisher/publisher.ts';
import type { IncomingMessage, Session } from '../../src/session.ts';
import { type CuttingProxy, startCuttingProxy } from '../soak/cutting-proxy.ts';
import { sessionSettings } from './session-settings.ts';

const MESSAGES = 3000;

let broker: Broker;
let port: number;
let proxy: CuttingProxy;
const sessions: Session[] = [];
beforeEach(async () => {
  broker = await createBroker();
  ({ port } = await broker.listen({ host: '127.0.0.1', port: 0 }));
  proxy = await startCuttingProxy(port);
});
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close(0)));
  await proxy.close();
  await broker.close();
});

async function open(
  changes: Partial<ConnectionSettings>,
  onMessage: (message: IncomingMessage) => void = () => {},
): Promise<Session> {
  const settings = sessionSettings(proxy.port, changes);
  const session = await openMqttSession({
    settings,
    observer: { onMessage },
    signal: new AbortController().signal,
  });
  sessions.push(session);
  return session;
}

/** Publishes `0`, `1` … without a pause, cuts every connection twice meanwhile, and resolves when all is acknowledged. */
async function publishThroughCuts(session: Session, qos: Qos): Promise<void> {
  const publisher = createPublisher({
    session,
    qos,
    isPaced: false,
    onError: (error) => expect.fail(error.message),
  });
  for (let n = 0; n < MESSAGES; n++) {
    await publisher.whenReady();
    publisher.publish({ topic: 't', payload: Buffer.from(`${n}`), qos, retain: false });
    if (n === MESSAGES / 3 || n === (MESSAGES * 2) / 3) proxy.cut();
    if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await publisher.drained();
  expect(publisher.counts.delivered).toBe(MESSAGES);
}

describe('every message arrives although connections are cut', () => {
  it.each([
    ['a publisher with a clean session', {}],
    ['a publisher with a kept session', { clean: false, clientId: 'publisher' }],
  ])('at QoS 1, from %s', async (_, changes) => {
    const heard = new Set<string>();
    const subscriber = await open({ clean: false, clientId: 'subscriber' }, ({ payload }) => {
      heard.add(`${Buffer.from(payload)}`);
    });
    await subscriber.subscribe(['t'], 1);
    await publishThroughCuts(await open(changes), 1);
    await expect.poll(() => heard.size).toBe(MESSAGES);
  });

  it('at QoS 1, from a publisher with an id of its own, through a network that resets again and again', async () => {
    const heard = new Set<string>();
    const subscriber = await open({}, ({ payload }) => void heard.add(`${Buffer.from(payload)}`));
    await subscriber.subscribe(['t'], 1);
    // One more than a suspicion of another client with the id takes.
    const resets = 5;
    const budgetOf = (n: number) => (n < resets ? 2000 + 1000 * n : Number.POSITIVE_INFINITY);
    const resetting = await startCuttingProxy(port, budgetOf);
    const session = await openMqttSession({
      settings: sessionSettings(resetting.port, { clientId: 'own' }),
      observer: {},
      signal: new AbortController().signal,
    });
    sessions.push(session);
    const publisher = createPublisher({
      session,
      qos: 1,
      isPaced: false,
      onError: (error) => expect.fail(error.message),
    });
    for (let n = 0; n < MESSAGES; n++) {
      await publisher.whenReady();
      publisher.publish({ topic: 't', payload: Buffer.from(`${n}`), qos: 1, retain: false });
    }
    await Promise.race([publisher.drained(), session.lost.then((failure) => expect.fail(failure.message))]);
    await expect.poll(() => heard.size).toBe(MESSAGES);
    expect(resetting.connections).toBe(resets + 1);
    await resetting.close();
  });
});
