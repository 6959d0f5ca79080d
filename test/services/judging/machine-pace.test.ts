import { afterEach, describe, expect, it } from 'vitest';
import { MachinePace } from '../../../src/services/judging/machine-pace.ts';

let pace: MachinePace;
afterEach(() => pace.end());

/** The real milliseconds for so much paced time. */
async function realMsFor(pacedMs: number, share: number): Promise<number> {
  pace = new MachinePace(() => share);
  pace.start();
  const startedAt = performance.now();
  await pace.elapsed(pacedMs, () => false);
  return performance.now() - startedAt;
}

describe('paced time', () => {
  it('is never faster than the real time', async () => {
    const realMs = await realMsFor(200, 1);
    expect(realMs).toBeGreaterThanOrEqual(199);
    expect(pace.hinderedMs).toBeGreaterThan(-1);
    expect(pace.latenessMs.length).toBeGreaterThan(0);
  });

  it('runs at a quarter of the speed with a quarter of a processor', async () => {
    expect(await realMsFor(100, 0.25)).toBeGreaterThanOrEqual(390);
    expect(pace.hinderedMs).toBeGreaterThanOrEqual(290);
  });

  it('does not stop on any machine', async () => {
    expect(await realMsFor(25, 0)).toBeGreaterThanOrEqual(95);
  });

  it('nearly stands still while the tester does not run', () => {
    pace = new MachinePace(() => 1);
    pace.start();
    const startedAt = performance.now();
    while (performance.now() - startedAt < 400);
    const realMs = performance.now() - startedAt;
    expect(pace.nowMs).toBeLessThanOrEqual(Math.max(100, realMs / 4) + 1);
    expect(pace.hinderedMs).toBeGreaterThanOrEqual(290);
  });

  it('of this machine is counted, too', async () => {
    pace = new MachinePace();
    pace.start();
    const startedAt = performance.now();
    await pace.elapsed(10_000, () => performance.now() - startedAt > 200);
    expect(pace.nowMs).toBeGreaterThanOrEqual(200 / 4);
    expect(pace.nowMs).toBeLessThanOrEqual(performance.now() - startedAt);
  });
});
