import { describe, expect, it } from 'vitest';
import { createRetries } from '../../src/mqtt/retries.ts';
import { sessionSettings } from './session-settings.ts';

describe('waits between attempts', () => {
  function attempts(settings: { waitMs: number; giveUpMs: number }, connected: boolean) {
    let now = 1_000_000;
    const retries = createRetries({ ...settings, otherEndpoints: [] }, () => now);
    if (connected) retries.connected();
    const waits: number[] = [];
    for (let wait = retries.next(); wait !== undefined && waits.length < 10; wait = retries.next()) {
      waits.push(wait);
      now += wait;
    }
    return waits;
  }

  it('there are none for a first connection that is not to be waited for', () => {
    expect(attempts({ waitMs: 0, giveUpMs: 60_000 }, false)).toEqual([]);
  });

  it('grow up to 30 s, for ever', () => {
    expect(attempts({ waitMs: 0, giveUpMs: Number.POSITIVE_INFINITY }, true)).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('end with an attempt when the time is over', () => {
    expect(attempts({ waitMs: 5000, giveUpMs: 0 }, false)).toEqual([1000, 2000, 2000]);
    expect(attempts({ waitMs: 0, giveUpMs: 5000 }, true)).toEqual([1000, 2000, 2000]);
  });

  it('start anew after a connection, and so does the time to give up', () => {
    let now = 0;
    const retries = createRetries({ waitMs: 0, giveUpMs: 3000, otherEndpoints: [] }, () => now);
    for (let round = 0; round < 3; round++) {
      retries.connected();
      now += 1_000_000;
      expect(retries.next()).toBe(1000);
      now += 1000;
      expect(retries.next()).toBe(2000);
    }
    now += 2000;
    expect(retries.next()).toBeUndefined();
  });

  it('end though each connection is there for a moment', () => {
    let now = 0;
    const retries = createRetries({ waitMs: 0, giveUpMs: 3000, otherEndpoints: [] }, () => now);
    const waits = Array.from({ length: 3 }, () => {
      retries.connected();
      now += 10;
      const wait = retries.next();
      now += wait ?? 0;
      return wait;
    });
    expect(waits).toEqual([1000, 1990, undefined]);
  });

  describe('in a cluster', () => {
    const { endpoint } = sessionSettings(1883);
    function lossesOf(stoodMs: number): (number | undefined)[] {
      let now = 0;
      const settings = { waitMs: 0, giveUpMs: 60_000, otherEndpoints: [endpoint, endpoint] };
      const retries = createRetries(settings, () => now);
      return Array.from({ length: 6 }, () => {
        retries.connected();
        now += stoodMs;
        return retries.next();
      });
    }

    it('are short where a connection stood', () => {
      expect(lossesOf(60_000)).toEqual([20, 20, 20, 20, 20, 20]);
    });

    it('come after each round where all nodes hang up as soon as they are connected', () => {
      expect(lossesOf(5)).toEqual([20, 20, 1000, 20, 20, 2000]);
    });
  });
});
