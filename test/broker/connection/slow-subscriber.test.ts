import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PressedConnection, SlowSubscriber } from '../../../src/broker/connection/slow-subscriber.ts';

interface Peer extends PressedConnection {
  unsentBytes: number;
  holds: number;
  abandoned: string | undefined;
}

function peer(): Peer {
  return {
    ...{ unsentBytes: 5_000_000, holds: 0, abandoned: undefined },
    hold() {
      this.holds += 1;
    },
    release() {
      this.holds -= 1;
    },
    abandon(reason) {
      this.abandoned = reason;
    },
  };
}

let subscriber: Peer;
let slow: SlowSubscriber;
beforeEach(() => {
  vi.useFakeTimers();
  subscriber = peer();
  slow = new SlowSubscriber(subscriber, 10_000);
});
afterEach(() => {
  slow.over();
  vi.useRealTimers();
});

describe('a subscriber that does not read', () => {
  it('holds up those who flood it for a second, and their neighbours never', () => {
    const flooding = peer();
    const neighbour = peer();
    slow.full(flooding, 100_000);
    slow.full(neighbour, 100);
    expect([flooding.holds, neighbour.holds]).toEqual([1, 0]);
    vi.advanceTimersByTime(1000);
    expect([flooding.holds, slow.isStalled]).toEqual([0, true]);
    slow.full(flooding, 1_000_000);
    expect(flooding.holds).toBe(0);
  });

  it('holds up nobody any more when it has read everything', () => {
    const flooding = peer();
    slow.full(flooding, 100_000);
    slow.over();
    expect([flooding.holds, slow.isStalled]).toEqual([0, false]);
  });

  it('never holds itself up', () => {
    slow.full(subscriber, 100_000);
    expect(subscriber.holds).toBe(0);
  });

  it('is thrown out when it takes nothing at all for the drain time-out', () => {
    slow.full(undefined, 1);
    subscriber.unsentBytes -= 1;
    vi.advanceTimersByTime(10_000);
    expect(subscriber.abandoned).toBeUndefined();
    vi.advanceTimersByTime(10_000);
    expect(subscriber.abandoned).toBe('drain timeout');
  });
});
