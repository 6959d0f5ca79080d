import { expect, it } from 'vitest';
import type { Address } from '../../../src/building/address.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { createEventMonitor } from '../../../src/services/alarming/event-monitor.ts';
import { limit, rulesOf, START, TOPIC } from '../../alarm/engine/script.ts';

const address: Address = { building: 'B', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' };

function monitored(...rules: Parameters<typeof rulesOf>) {
  const taken: Observation[] = [];
  const clock = { ms: START };
  const monitor = createEventMonitor(
    {
      ruleSet: rulesOf(...rules),
      description: 'rules',
      roomTypeOf: () => undefined,
      raiseRetained: true,
      now: () => clock.ms,
    },
    { take: (observation) => void taken.push(observation), end: async () => undefined },
  );
  const take = (value: number, timeMs: number) =>
    monitor.take({ topic: TOPIC, address, value, timeMs, retained: false });
  return { monitor, taken, clock, take };
}

it('observes an alarm with its sensor, counts it, and ends with a summary', () => {
  const { monitor, taken, take } = monitored({ limits: [limit({})] });
  take(28, START);
  take(20, START + 1000);
  monitor.end();
  expect(taken).toMatchObject([
    { kind: 'alarm', event: { state: 'raised' }, subject: { topic: TOPIC } },
    { kind: 'alarm', event: { state: 'cleared' }, subject: { topic: TOPIC } },
    { kind: 'summary', counts: { of: 'alarms', summary: { alarms: 1 }, readings: { readings: 2 } } },
  ]);
  expect([monitor.alarms, [...monitor.levels]]).toEqual([1, ['high']]);
});

it('observes the silence of a room with the group of its sensors, while only the real clock moves', () => {
  const { monitor, taken, clock, take } = monitored({
    silence: { afterMs: 60_000, each: 'room', level: 'high' },
  });
  take(20, START);
  clock.ms += 61_000;
  monitor.tick();
  expect(taken).toMatchObject([
    { event: { state: 'silent', topic: 'B/P_2/O/4' }, subject: { watch: { silence: { each: 'room' } } } },
  ]);
});
