import { describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../src/mqtt/settings.ts';
import { createSharedIdWatch, type LostTraffic } from '../../src/mqtt/shared-id.ts';
import { sessionSettings } from './session-settings.ts';

const IDLE: LostTraffic = { hasMessages: false, hasProgress: false, isExplained: false };
const BUSY: LostTraffic = { ...IDLE, hasMessages: true };
const ACKNOWLEDGED: LostTraffic = { ...BUSY, hasProgress: true };
const EXPLAINED: LostTraffic = { ...IDLE, isExplained: true };
const RESET = new Error('read ECONNRESET');

interface Lost {
  readonly ms?: number;
  readonly traffic?: LostTraffic;
  readonly error?: Error;
}

/** For each connection true if its end raises the suspicion of a shared id. */
function suspicions(settings: Partial<ConnectionSettings>, connections: readonly Lost[]): boolean[] {
  let now = 0;
  const watch = createSharedIdWatch(sessionSettings(1883, settings), () => now);
  return connections.map(({ ms = 10, traffic = IDLE, error }) => {
    watch.connected();
    now += ms;
    return watch.closed(traffic, error) !== undefined;
  });
}

const times = (count: number, lost: Lost) => Array.from({ length: count }, () => lost);
const OWN = { clientId: 'a' };
const never = (count: number) => Array(count).fill(false);

describe('a client id that two clients share', () => {
  it.each([
    ['at the fourth quick close in order', OWN, times(4, {})],
    ['while the broker sends messages', OWN, times(4, { traffic: BUSY })],
    ['if connections without any message are reset', OWN, times(4, { error: RESET })],
  ])('is suspected %s', (_, settings, connections) => {
    expect(suspicions(settings, connections)).toEqual([false, false, false, true]);
  });

  it.each([
    ['after a connection that lasted', OWN, [...times(3, {}), { ms: 2000 }, {}]],
    ['where the id is one of our own', { clientId: undefined }, times(9, {})],
    [
      'where a network resets connections with messages on their way',
      OWN,
      times(9, { traffic: BUSY, error: RESET }),
    ],
    ['while the broker acknowledges messages', OWN, times(9, { traffic: ACKNOWLEDGED })],
    ['where the broker of MQTT 5 gives another reason', OWN, times(9, { traffic: EXPLAINED })],
  ])('is not suspected %s', (_, settings, connections) => {
    expect(suspicions(settings, connections)).toEqual(never(connections.length));
  });

  it('is not suspected where no connection was made', () => {
    const watch = createSharedIdWatch(sessionSettings(1883, OWN), () => 0);
    expect(Array.from({ length: 9 }, () => watch.closed(IDLE, undefined))).toEqual(Array(9).fill(undefined));
  });
});
