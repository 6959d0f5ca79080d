import { describe, expect, it } from 'vitest';
import { createSharedIdWatch } from '../../src/mqtt/shared-id.ts';
import { sessionSettings } from './session-settings.ts';

/** For each connection, lasting the given milliseconds, true if its end raises the suspicion of a shared id. */
function suspicions(clientId: string | undefined, connectionsMs: readonly number[]): boolean[] {
  let now = 0;
  const watch = createSharedIdWatch(sessionSettings(1883, { clientId }), () => now);
  return connectionsMs.map((ms) => {
    watch.connected();
    now += ms;
    return watch.closed() !== undefined;
  });
}

describe('a client id that two clients share', () => {
  it.each([
    ['is suspected at the fourth quick close', 'a', [10, 10, 10, 10], [false, false, false, true]],
    ['is not after a connection that lasted', 'a', [10, 10, 10, 2000, 10], Array(5).fill(false)],
    ['is not where the id is one of our own', undefined, [10, 10, 10, 10], Array(4).fill(false)],
  ])('%s', (_, clientId, connectionsMs, expected) => {
    expect(suspicions(clientId, connectionsMs)).toEqual(expected);
  });

  it('is not suspected where no connection was made', () => {
    const watch = createSharedIdWatch(sessionSettings(1883, { clientId: 'a' }), () => 0);
    expect(Array.from({ length: 9 }, () => watch.closed())).toEqual(Array(9).fill(undefined));
  });
});
