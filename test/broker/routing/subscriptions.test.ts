import { describe, expect, it } from 'vitest';
import type { Subscription } from '../../../src/broker/routing/subscription.ts';
import { Subscriptions } from '../../../src/broker/routing/subscriptions.ts';

type Options = Partial<Pick<Subscription<string>, 'qos' | 'noLocal' | 'retainAsPublished' | 'identifier'>>;

function subscription(session: string, filter: string, options: Options = {}): Subscription<string> {
  return {
    session,
    filter,
    qos: 0,
    noLocal: false,
    retainAsPublished: false,
    identifier: undefined,
    ...options,
  };
}

function subscriptionsOf(...all: readonly Subscription<string>[]): Subscriptions<string> {
  const subscriptions = new Subscriptions<string>();
  for (const one of all) subscriptions.add(one);
  return subscriptions;
}

describe('subscriptions', () => {
  it('deliver a message once a session, at the highest QoS and with all identifiers [MQTT-3.3.4-2, -4]', () => {
    const subscriptions = subscriptionsOf(
      subscription('s', 'a/+', { qos: 1, identifier: 7 }),
      subscription('s', '#', { qos: 0, identifier: 9, retainAsPublished: true }),
      subscription('other', 'b'),
    );
    const { sessions } = subscriptions.matching('a/b');
    expect(sessions).toMatchObject([{ session: 's', qos: 1, retainAsPublished: true }]);
    expect(sessions[0]?.identifiers?.toSorted()).toEqual([7, 9]);
  });

  it('leave out the No Local ones for the own messages of a session [MQTT-3.8.3-3]', () => {
    const local = subscription('s', 'a', { noLocal: true, qos: 2 });
    expect(subscriptionsOf(local).matching('a').sessions[0]?.own).toBeUndefined();
    const both = subscriptionsOf(local, subscription('s', '#'));
    expect(both.matching('a').sessions[0]).toMatchObject({ qos: 2, own: { qos: 0 } });
  });

  it('notice every change, although matches are remembered', () => {
    const subscriptions = subscriptionsOf();
    const heard = () => subscriptions.matching('a').sessions.map(({ session, qos }) => `${session} ${qos}`);
    expect(heard()).toEqual([]);
    expect(subscriptions.add(subscription('s', 'a'))).toBe(true);
    expect(heard()).toEqual(['s 0']);
    expect(subscriptions.add(subscription('s', 'a', { qos: 2 }))).toBe(false);
    expect([heard(), subscriptions.count]).toEqual([['s 2'], 1]);
    subscriptions.remove({ session: 's', filter: 'a' });
    subscriptions.remove({ session: 's', filter: 'a' });
    expect([heard(), subscriptions.count]).toEqual([[], 0]);
  });

  it('deal the messages of a group to its members in turn, those that are preferred first', () => {
    const subscriptions = subscriptionsOf(
      ...['x', 'y', 'z'].map((session) => subscription(session, '$share/g/a/+')),
      subscription('x', '$share/other/a/b'),
    );
    const group = subscriptions.group('$share/g/a/+');
    const pick = (isPreferred: (session: string) => boolean) => group?.pick(isPreferred, () => true)?.session;
    expect([1, 2, 3].map(() => pick(() => true)).sort()).toEqual(['x', 'y', 'z']);
    expect([1, 2].map(() => pick((session) => session === 'y'))).toEqual(['y', 'y']);
    expect(pick(() => false)).toBeDefined();
    expect(subscriptions.matching('a/b').groups).toHaveLength(2);
    for (const session of ['x', 'y', 'z']) subscriptions.remove({ session, filter: '$share/g/a/+' });
    expect(subscriptions.group('$share/g/a/+')).toBeUndefined();
    expect(subscriptions.matching('a/b').groups).toHaveLength(1);
  });
});
