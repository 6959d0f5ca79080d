import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_ACTIVITY } from '../../../src/broker/client-activity.ts';
import { BrokerCore } from '../../../src/broker/core.ts';
import { routeMessage } from '../../../src/broker/routing/route-message.ts';
import { NewSubscriptions } from '../../../src/broker/session/new-subscriptions.ts';
import { RetainedFeed } from '../../../src/broker/session/retained-feed.ts';
import type { ClientSession, SessionConnection } from '../../../src/broker/session/session.ts';
import { SessionRegistry } from '../../../src/broker/session/session-registry.ts';
import { MEMORY_STORE } from '../../../src/broker/store.ts';

const FILTERS = 1000;

let core: BrokerCore;
let registry: SessionRegistry;
let sent: string[];
beforeEach(() => {
  const limits = {
    ...{ maxPacketBytes: 1e6, maxQueued: 100, maxQueuedBytes: 1e6, maxSessionExpirySeconds: 60 },
    ...{ drainTimeoutMs: 1000, connectTimeoutMs: 1000 },
  };
  const permissions = { admit: () => ({ admitted: true, rights: {} }) as const };
  core = new BrokerCore(limits, MEMORY_STORE, permissions, () => {});
  registry = new SessionRegistry(core);
  sent = [];
});

function connected(clientId: string, expirySeconds = 0): ClientSession {
  const { session } = registry.begin({ clientId, clean: true, expirySeconds, will: undefined });
  const connection: SessionConnection = {
    ...{ activity: NO_ACTIVITY, maySeeClients: false },
    ...{ receiveMaximum: 2, isFull: false, unsentBytes: 0, mayReceive: () => true },
    ...{ sendAtMostOnce() {}, sendPubrel() {}, takeOver: () => registry.leave(session, true) },
    sendDelivery: ({ message }) => sent.push(`${clientId} ${message.topic}`) > 0,
  };
  session.resume(connection);
  return session;
}

function subscribe(session: ClientSession, filter: string): void {
  const options = { qos: 1, noLocal: false, retainAsPublished: false, identifier: undefined } as const;
  registry.subscribe({ session, filter, ...options });
}

const publish = (topic: string) =>
  routeMessage(core, { topic, payload: Buffer.from('x'), qos: 1, retain: false });

it('a persistent session queues what is retained for it when its client leaves', () => {
  for (let n = 0; n < 5; n++) {
    core.retained.set({ topic: `r/${n}`, payload: Buffer.from('x'), qos: 1, retain: true });
  }
  const session = connected('absent', 60);
  subscribe(session, 'r/+');
  const subscriptions = new NewSubscriptions();
  for (const subscription of session.subscriptions.values()) subscriptions.add(subscription);
  session.feed = new RetainedFeed(core, session);
  session.feed.add(subscriptions);
  session.feed.run();
  const before = session.queued;
  registry.leave(session, true);
  registry.close();
  expect([before, session.queued, sent]).toEqual([3, 5, ['absent r/0', 'absent r/1']]);
});

describe('a session with many subscriptions that ends', () => {
  it('removes 200 of them in a turn of the event loop, and gets no message meanwhile', async () => {
    const session = connected('many');
    for (let n = 0; n < FILTERS; n++) subscribe(session, `f/${n}`);
    registry.leave(session, true);
    expect(core.subscriptions.count).toBe(FILTERS - 200);
    publish(`f/${FILTERS - 1}`);
    expect([session.queued, core.absentBytes]).toEqual([0, 0]);
    while (core.subscriptions.count > 0) await turn();
    expect(publish(`f/${FILTERS - 1}`)).toBe(false);
  });

  it('takes no message of a shared subscription from the other members', () => {
    const [session, other] = [connected('many'), connected('other')];
    for (let n = 0; n < FILTERS; n++) subscribe(session, `$share/g/f/${n}`);
    subscribe(other, `$share/g/f/${FILTERS - 1}`);
    other.suspend();
    registry.leave(session, true);
    publish(`f/${FILTERS - 1}`);
    expect(other.queued).toBe(1);
  });

  it('leaves a new session of the same client alone', async () => {
    const session = connected('same');
    for (let n = 0; n < FILTERS; n++) subscribe(session, `f/${n}`);
    subscribe(connected('same'), `f/${FILTERS - 1}`);
    while (core.subscriptions.count > 1) await turn();
    publish(`f/${FILTERS - 1}`);
    expect(sent).toEqual([`same f/${FILTERS - 1}`]);
  });
});
