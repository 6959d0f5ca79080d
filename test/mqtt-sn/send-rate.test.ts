import { expect, it } from 'vitest';
import { SendRateLimiter } from '../../src/mqtt-sn/send-rate.ts';

it('a slow sender never waits', () => {
  const rate = new SendRateLimiter();
  for (let nowMs = 0; nowMs < 1000; nowMs += 0.1) expect(rate.waitMs(nowMs)).toBe(0);
});

it('a sender that waits as it is told sends 20,000 a second', () => {
  const rate = new SendRateLimiter();
  let nowMs = 0;
  let sent = 0;
  // A timer is late by up to a millisecond.
  for (; nowMs < 2000; sent++) nowMs = Math.ceil(nowMs + rate.waitMs(nowMs));
  expect(sent).toBeGreaterThan(39_000);
  expect(sent).toBeLessThan(40_500);
});
