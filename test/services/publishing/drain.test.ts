import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drain } from '../../../src/services/publishing/drain.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => {});

/** Begins to wait; the result holds the time waited, once it has passed. */
function begin(congestedUntilMs: () => number | undefined = () => undefined, acknowledged = () => 0) {
  const began = performance.now();
  const interruption = new AbortController();
  let arrive = (): void => {};
  const drained = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let tookMs: number | undefined;
  const { signal } = interruption;
  const waits = { acknowledged, congestedUntilMs, onWait: () => {} };
  void drain({ drained, lost: never, signal, ...waits }).then(() => {
    tookMs = performance.now() - began;
  });
  return { interruption, arrive, tookMs: () => tookMs };
}

describe('the end of a publisher', () => {
  it('is there once everything is acknowledged', async () => {
    const { arrive, tookMs } = begin();
    await vi.advanceTimersByTimeAsync(1000);
    expect(tookMs()).toBeUndefined();
    arrive();
    await vi.advanceTimersByTimeAsync(0);
    expect(tookMs()).toBe(1000);
  });

  it('does not wait for more than 30 s', async () => {
    const { tookMs } = begin();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tookMs()).toBe(30_000);
  });

  it('waits as long as a slow broker acknowledges one after the other', async () => {
    let acknowledged = 0;
    const { tookMs } = begin(undefined, () => acknowledged);
    for (; acknowledged < 10; acknowledged++) await vi.advanceTimersByTimeAsync(20_000);
    expect(tookMs()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tookMs()).toBe(240_000);
  });

  it('gives a gateway that is congested its time, also when it says so meanwhile', async () => {
    let congestedUntilMs: number | undefined;
    const { tookMs } = begin(() => congestedUntilMs);
    await vi.advanceTimersByTimeAsync(10_000);
    congestedUntilMs = performance.now() + 301_000;
    await vi.advanceTimersByTimeAsync(320_000);
    expect(tookMs()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tookMs()).toBe(10_000 + 301_000 + 30_000);
  });

  it('comes soon after an interruption, congested or not', async () => {
    const { interruption, tookMs } = begin(() => performance.now() + 300_000);
    await vi.advanceTimersByTimeAsync(10_000);
    interruption.abort();
    await vi.advanceTimersByTimeAsync(5000);
    expect(tookMs()).toBe(12_000);
  });
});
