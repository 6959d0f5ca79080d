import { expect, it } from 'vitest';
import { isSettled } from '../../src/check/alarm-evidence.ts';
import type { SentMessage } from '../../src/check/challenge/sent-message.ts';
import { evidenceOf, runOf } from './evidence.ts';

const ADDRESS = { building: 'B', floor: 1, wing: 'N', room: 101, sensor: 'TEMP' } as const;
const SENTINEL: SentMessage = {
  ...{ topic: 'B/P_1/N/101/TEMP', payload: Buffer.from('{"value":31.47}'), retain: false, qos: 1 },
  ...{ part: 'main', purpose: 'sentinel', value: 31.47, address: ADDRESS, atMs: 0 },
};

it('gives alarms out of order more time where a busy machine keeps time from the program', () => {
  const evidence = evidenceOf({
    nowMs: 1600,
    sent: [SENTINEL],
    acts: [{ name: 'challenge main', startedAtMs: 0, endedAtMs: 1000, hinderedMs: 200 }],
    runs: [runOf({ output: [{ atMs: 900, text: 'B P_1 N 101 TEMP 31.47' }] })],
  });
  expect(isSettled({ ...evidence, hinderedMs: 200 }, 'main')).toBe(true);
  expect(isSettled({ ...evidence, hinderedMs: 500 }, 'main')).toBe(false);
});
