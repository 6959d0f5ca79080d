import { describe, expect, it } from 'vitest';
import { createSimulatedClock, type SimulatedClock } from '../../src/publisher/clock.ts';
import type { DueMessage } from '../../src/publisher/due-message.ts';
import { type Ending, type PublishAll, publishAll } from '../../src/publisher/publish-all.ts';
import type { Publisher } from '../../src/publisher/publisher.ts';

const NO_LIMITS = { count: Number.POSITIVE_INFINITY, endMs: Number.POSITIVE_INFINITY };
const AT_ONCE: SimulatedClock = { now: () => 0, realMsUntil: () => 0 };

const message = (dueMs: number): DueMessage => ({
  dueMs,
  topic: `t${dueMs}`,
  payload: new Uint8Array(),
  qos: 0,
  retain: false,
});

function* endless(): Generator<DueMessage> {
  for (let due = 0; ; due++) yield message(due);
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

function publisherWith(more: Partial<Publisher> = {}): Publisher & { readonly taken: string[] } {
  const taken: string[] = [];
  return {
    taken,
    isReady: true,
    whenReady: () => Promise.resolve(),
    publish: ({ topic }) => taken.push(topic) > 0,
    ...more,
  };
}

/** Publishes messages without an end at once, but for the changes. */
function run(changes: Pick<PublishAll, 'publisher'> & Partial<PublishAll>): Promise<void> {
  const defaults = { messages: endless(), clock: AT_ONCE, limits: NO_LIMITS, ending: ending() };
  return publishAll({ ...defaults, ...changes });
}

describe('publishing', () => {
  it('ends with the messages', async () => {
    const publisher = publisherWith();
    await run({ publisher, messages: [message(0), message(1)] });
    expect(publisher.taken).toEqual(['t0', 't1']);
  });

  it('ends with the count, to which what was dropped does not add', async () => {
    let offered = 0;
    const publisher = publisherWith({ publish: () => ++offered % 2 === 0 });
    await run({ publisher, limits: { ...NO_LIMITS, count: 10 } });
    expect(offered).toBe(20);
  });

  it('ends on the simulated clock, before what is due then', async () => {
    const publisher = publisherWith();
    await run({ publisher, limits: { ...NO_LIMITS, endMs: 3 } });
    expect(publisher.taken).toEqual(['t0', 't1', 't2']);
  });

  it('ends at once where it is told to, whatever it waits for', async () => {
    const never = new Promise<void>(() => {});
    for (const [clock, publisher] of [
      [{ now: () => 0, realMsUntil: () => 1e12 }, publisherWith()],
      [AT_ONCE, publisherWith({ isReady: false, whenReady: () => never })],
    ] as const) {
      const end = ending();
      const publishing = run({ publisher, clock, ending: end });
      setImmediate(() => end.stop());
      await publishing;
      expect(publisher.taken).toEqual([]);
    }
  });

  it('lets others have their turn', async () => {
    const end = ending();
    const publisher = publisherWith();
    setImmediate(() => end.stop());
    await run({ publisher, ending: end });
    expect(publisher.taken.length).toBeLessThanOrEqual(1000);
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
