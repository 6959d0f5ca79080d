import { generate } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { staysFor } from '../../../src/check/checks/stays-for.ts';
import type { Task } from '../../../src/check/task.ts';
import { evidenceOf, packetFrom } from '../evidence.ts';

const TASK: Task = {
  ...{ prefix: undefined, building: 'B', isBuildingFixed: false, seconds: 8 },
  ...{ sensor: 'TEMP', threshold: 28, challenge: undefined },
};

function outcome(stayedMs: number, latenessMs: readonly number[] = []) {
  const packets = [
    packetFrom('broker', generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }), 1, 500),
    packetFrom('client', generate({ cmd: 'disconnect' }), 2, 500 + stayedMs),
  ];
  return staysFor.decide(evidenceOf({ packets, latenessMs }), {}, TASK, true)?.outcome;
}

it('takes a stay of 7 to 11 s for 8 s, and more where the own timers are late', () => {
  expect([6900, 7100, 8000, 10_900, 11_100].map((ms) => outcome(ms))).toEqual([
    'failed',
    'passed',
    'passed',
    'passed',
    'failed',
  ]);
  expect(outcome(11_100, [1, 200, 3])).toBe('passed');
  expect(outcome(11_300, [1, 200, 3])).toBe('failed');
});
