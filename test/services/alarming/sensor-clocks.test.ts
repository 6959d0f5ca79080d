import { expect, it } from 'vitest';
import { createSensorClocks } from '../../../src/services/alarming/sensor-clocks.ts';

const NOW = Date.UTC(2026, 0, 5, 8);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function judging(maxAheadMs = 5 * MINUTE) {
  const notes: string[] = [];
  const clocks = createSensorClocks(maxAheadMs, {
    take: (observation) => void (observation.kind === 'note' && notes.push(observation.text)),
    end: async () => undefined,
  });
  return { clocks, notes };
}

it('believes a time up to the bound, but does not let it move the clock', () => {
  const { clocks, notes } = judging();
  const ownMs = NOW + 5 * MINUTE;
  expect(clocks.judge('B/P_1/N/1/TEMP', ownMs, NOW)).toEqual({
    timeMs: ownMs,
    isAhead: false,
    clockLimitMs: NOW,
  });
  expect(notes).toEqual([]);
});

it('takes the time of arrival beyond it, tells it once for each topic, and counts it', () => {
  const { clocks, notes } = judging();
  for (const topic of ['a', 'a', 'b']) {
    expect(clocks.judge(topic, NOW + HOUR, NOW)).toEqual({ timeMs: NOW, isAhead: true, clockLimitMs: NOW });
  }
  expect(notes).toEqual([expect.stringMatching(/^a: .* 60 min ahead/), expect.stringMatching(/^b: /)]);
  expect(clocks.ahead).toBe(3);
});

it('believes one wrong device as little beside many sensors, however often it reports', () => {
  const { clocks } = judging();
  for (let i = 0; i < 400; i++) clocks.judge(`right/${i}`, NOW, NOW + i);
  for (let i = 0; i < 1000; i++) {
    expect(clocks.judge(`wrong/${i % 96}`, NOW + HOUR, NOW + 400 + i).isAhead).toBe(true);
  }
});

it('does not believe a clock that creeps ahead alone', () => {
  const { clocks } = judging();
  for (let i = 0; i < 100; i++) clocks.judge(`right/${i}`, NOW, NOW + i);
  const judged = Array.from({ length: 20 }, (_, i) =>
    clocks.judge('creeping', NOW + i * 4 * MINUTE, NOW + 100),
  );
  expect(judged.at(-1)).toMatchObject({ isAhead: true });
});

it('goes along with simulated time that runs from now on, without a word', () => {
  const { clocks, notes } = judging();
  for (let i = 0; i < 5000; i++) {
    const arrivedMs = NOW + i * 50;
    const ownMs = NOW + i * 50 * 60;
    expect(clocks.judge(`sim/${(i * 7919) % 384}`, ownMs, arrivedMs).timeMs).toBe(ownMs);
  }
  expect(notes).toEqual([]);
});

it('goes along with simulated time that starts in the future, from the fourth sensor on', () => {
  const { clocks } = judging();
  const future = Date.UTC(2099, 0);
  const judged = Array.from({ length: 8 }, (_, i) => clocks.judge(`sim/${i}`, future + i, NOW + i));
  expect(judged.map(({ isAhead }) => isAhead)).toEqual([true, true, true, false, false, false, false, false]);
  expect(judged.at(-1)?.clockLimitMs).toBeUndefined();
});

it('replays the past as ever', () => {
  const { clocks } = judging();
  const past = Date.UTC(2020, 0);
  expect(clocks.judge('a', past, NOW)).toMatchObject({ timeMs: past, isAhead: false });
});
