import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DialGate } from '../../src/fleet/dial-gate.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A gate, and the times of the connections that it starts. */
function gateOf(perSecond: number) {
  const gate = new DialGate({ perSecond, now: Date.now });
  const startMs = Date.now();
  const dialledMs: number[] = [];
  const request = (wants = true): void =>
    gate.request({
      dial: () => {
        if (wants) dialledMs.push(Date.now() - startMs);
        return wants;
      },
    });
  return { gate, dialledMs, request };
}

it('spaces connections evenly, whenever they are asked for', async () => {
  const { gate, dialledMs, request } = gateOf(20);
  for (let n = 0; n < 20; n++) request();
  await vi.advanceTimersByTimeAsync(2000);
  expect(dialledMs).toHaveLength(20);
  expect(dialledMs.at(-1)).toBeGreaterThanOrEqual(940);
  expect(dialledMs.at(-1)).toBeLessThanOrEqual(1000);
  for (let n = 0; n < 10; n++) request();
  await vi.advanceTimersByTimeAsync(200);
  expect(dialledMs.length).toBeLessThan(26);
  gate.close();
});

it('passes over clients that want no connection any more', async () => {
  const { dialledMs, request } = gateOf(1);
  for (let n = 0; n < 100; n++) request(false);
  request();
  await vi.advanceTimersByTimeAsync(10);
  expect(dialledMs).toHaveLength(1);
});

it('lets 200 connect at a time, and the next when one is answered', async () => {
  const { gate, dialledMs, request } = gateOf(Number.POSITIVE_INFINITY);
  for (let n = 0; n < 500; n++) request();
  await vi.advanceTimersByTimeAsync(1000);
  expect(dialledMs).toHaveLength(200);
  for (let n = 0; n < 100; n++) gate.answered();
  await vi.advanceTimersByTimeAsync(20);
  expect(dialledMs).toHaveLength(300);
  gate.close();
  for (let n = 0; n < 100; n++) gate.answered();
  await vi.advanceTimersByTimeAsync(20);
  expect(dialledMs).toHaveLength(300);
});
