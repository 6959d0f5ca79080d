import { expect, it } from 'vitest';
import { Background } from '../../../src/broker/background.ts';
import type { BrokerCore } from '../../../src/broker/core.ts';
import type { Subscription } from '../../../src/broker/routing/subscription.ts';
import { NewSubscriptions } from '../../../src/broker/session/new-subscriptions.ts';
import { RetainedFeed } from '../../../src/broker/session/retained-feed.ts';
import type { ClientSession } from '../../../src/broker/session/session.ts';

const SUBSCRIPTION: Subscription<unknown> = {
  ...{ session: undefined, filter: '+/+/x', qos: 1, noLocal: false, retainAsPublished: false },
  identifier: undefined,
};

it('looks at 500 topics in a turn, if no message matches and the topics never end', () => {
  let seen = 0;
  function* endless(): Iterable<undefined> {
    for (;;) {
      seen += 1;
      yield undefined;
    }
  }
  const core = { background: new Background(), now: Date.now, retained: { matching: endless } };
  const session = { connection: { unsentBytes: 0 }, isWaiting: false };
  const feed = new RetainedFeed(core as unknown as BrokerCore, session as ClientSession);
  const subscriptions = new NewSubscriptions();
  subscriptions.add(SUBSCRIPTION);
  feed.add(subscriptions);
  feed.run();
  feed.drop(new Set(['+/+/x']));
  expect(seen).toBe(500);
});
