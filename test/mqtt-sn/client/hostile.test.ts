// Tests src/mqtt-sn/client/ with hostile gateways.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { datagrams, FEW } from '../codec/arbitrary.ts';
import { say } from '../say.ts';
import { ClientBed, RETRY_MS } from './testbed.ts';

/** A user's request to a client, or an action of the gateway. */
const deed = fc.oneof(
  { weight: 6, arbitrary: fc.record({ octets: datagrams(FEW) }) },
  { weight: 1, arbitrary: fc.record({ waitMs: fc.constantFrom(250, RETRY_MS) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      wish: fc.constantFrom('publish', 'subscribe', 'unsubscribe', 'sleep', 'wake', 'will'),
    }),
  },
);

it('whatever a gateway says, the client goes on: it answers each wish, or finds its gateway lost', () => {
  fc.assert(
    fc.property(fc.array(deed, { minLength: 10, maxLength: 60 }), (deeds) => {
      const bed = new ClientBed();
      bed.client.connect();
      bed.say(say.connack());
      let wishes = 0;
      for (const each of deeds) {
        if ('octets' in each) bed.client.receive(each.octets);
        else if ('waitMs' in each) bed.pass(each.waitMs);
        else if (wish(bed, each.wish, wishes)) wishes++;
      }
      bed.client.disconnect(bed.note('end'));
      // Longer than a congested gateway is left alone.
      for (let left = 200; left > 0 && bed.outcomes.length < wishes + 1; left--) bed.pass(RETRY_MS);
      expect(bed.outcomes).toHaveLength(wishes + 1);
      bed.sent();
      bed.pass(10 * RETRY_MS);
      expect(bed.sent()).toEqual([]);
    }),
    { seed: 1, numRuns: 500 },
  );
});

/** Starts a request; true if it will have an outcome. */
function wish(bed: ClientBed, name: string, number: number): boolean {
  const { client } = bed;
  const qos = (number % 3) as 0 | 1 | 2;
  switch (name) {
    case 'publish':
      bed.publish('a/b', `${number}`, qos);
      return true;
    case 'subscribe':
      bed.subscribe('a/#', qos);
      return true;
    case 'unsubscribe':
      client.unsubscribe('a/#', bed.note('unsubscribe'));
      return true;
    case 'sleep':
      client.sleep(60, bed.note('sleep'));
      return true;
    case 'wake':
      if (!client.isAsleep) return false;
      client.wake(bed.note('wake'));
      return true;
    default:
      client.updateWill(undefined, bed.note('will'));
      return true;
  }
}
