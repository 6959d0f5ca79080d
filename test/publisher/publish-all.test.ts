import { describe, expect, it } from 'vitest';
import { createSimulatedClock, type SimulatedClock } from '../../src/publisher/clock.ts';
import type { Emission } from '../../src/publisher/emission.ts';
import { type Ending, type Outlet, publishAll } from '../../src/publisher/publish-all.ts';

const NO_LIMITS = { count: Number.POSITIVE_INFINITY, endMs: Number.POSITIVE_INFINITY };
const AT_ONCE: SimulatedClock = { now: () => 0, realMsUntil: () => 0 };

const emission = (dueMs: number): Emission => ({
  dueMs,
  topic: `t${dueMs}`,
  payload: new Uint8Array(),
  retain: false,
});

function* endless(): Generator<Emission> {
  for (let due = 0; ; due++) yield emission(due);
}

function ending(): Ending & { stop(): void } {
  const callbacks: (() => void)[] = [];
  let stopped = false;
  return {
    get stopped() {
      return stopped;
    },
    onStop: (callback) => void callbacks.push(callback),
    stop: () => {
      stopped = true;
      for (const callback of callbacks) callback();
    },
  };
}

function outlet(more: Partial<Outlet> = {}): Outlet & { readonly taken: string[] } {
  const taken: string[] = [];
  return {
    taken,
    isReady: true,
    whenReady: () => Promise.resolve(),
    take: ({ topic }) => taken.push(topic) > 0,
    ...more,
  };
}

describe('publishing', () => {
  it('ends with the emissions', async () => {
    const out = outlet();
    await publishAll([emission(0), emission(1)], out, AT_ONCE, NO_LIMITS, ending());
    expect(out.taken).toEqual(['t0', 't1']);
  });

  it('ends with the count, to which what was dropped does not add', async () => {
    let offered = 0;
    const out = outlet({ take: () => ++offered % 2 === 0 });
    await publishAll(endless(), out, AT_ONCE, { ...NO_LIMITS, count: 10 }, ending());
    expect(offered).toBe(20);
  });

  it('ends on the simulated clock, before what is due then', async () => {
    const out = outlet();
    await publishAll(endless(), out, AT_ONCE, { ...NO_LIMITS, endMs: 3 }, ending());
    expect(out.taken).toEqual(['t0', 't1', 't2']);
  });

  it('ends at once where it is told to, whatever it waits for', async () => {
    const never = new Promise<void>(() => {});
    for (const [clock, out] of [
      [{ now: () => 0, realMsUntil: () => 1e12 }, outlet()],
      [AT_ONCE, outlet({ isReady: false, whenReady: () => never })],
    ] as const) {
      const end = ending();
      const publishing = publishAll(endless(), out, clock, NO_LIMITS, end);
      setImmediate(() => end.stop());
      await publishing;
      expect(out.taken).toEqual([]);
    }
  });

  it('lets others have their turn', async () => {
    const end = ending();
    const out = outlet();
    setImmediate(() => end.stop());
    await publishAll(endless(), out, AT_ONCE, NO_LIMITS, end);
    expect(out.taken.length).toBeLessThanOrEqual(1000);
  });
});

describe('the simulated clock', () => {
  it('runs at its speed from its start', () => {
    let real = 5000;
    const clock = createSimulatedClock({ startMs: 1_000_000, speed: 60, realNow: () => real });
    expect(clock.now()).toBe(1_000_000);
    real += 1000;
    expect(clock.now()).toBe(1_060_000);
    expect(clock.realMsUntil(1_120_000)).toBe(1000);
    expect(clock.realMsUntil(1_000_000)).toBeLessThan(0);
  });

  it('stands still at full speed, where nothing is waited for', () => {
    let real = 0;
    const clock = createSimulatedClock({ startMs: 7, speed: Number.POSITIVE_INFINITY, realNow: () => real });
    real += 1000;
    expect(clock.now()).toBe(7);
    expect(clock.realMsUntil(1e15)).toBe(0);
  });
});
