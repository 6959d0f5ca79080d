import { expect, it } from 'vitest';
import { CHURN_KINDS, type ChurnEvent, churnEvents } from '../../src/fleet/churn.ts';

function firstEvents(seed: string, perSecond = 4): ChurnEvent[] {
  const events = churnEvents({ seed, perSecond, clients: 10 });
  return Array.from({ length: 1000 }, () => events.next().value);
}

it('is the same for the same seed, and another for another seed', () => {
  expect(firstEvents('1')).toEqual(firstEvents('1'));
  expect(firstEvents('1')).not.toEqual(firstEvents('2'));
});

it('has so many events a second, of each kind, at every client', () => {
  const events = firstEvents('7');
  expect(events.at(-1)?.afterMs).toBe(250_000);
  for (const kind of CHURN_KINDS) {
    const share = events.filter((event) => event.kind === kind).length / events.length;
    expect(share).toBeGreaterThan(0.25);
  }
  expect(new Set(events.map(({ client }) => client)).size).toBe(10);
  expect(events.every(({ awayMs }) => awayMs >= 1000 && awayMs < 10_000)).toBe(true);
});
